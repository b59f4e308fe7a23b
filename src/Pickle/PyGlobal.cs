using System.Diagnostics.CodeAnalysis;

namespace PtFormat.Pickle;

/// <summary>The name of a Python class or function: a pair of strings, never looked up.</summary>
public sealed class PyGlobal : PickleValue
{
    PyString? _moduleNode;
    PyString? _nameNode;

    /// <summary>A global under its Python 3 name; protocols below 3 write the Python 2 name where there is one.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The name inside it, dotted for nested ones.</param>
    /// <exception cref="ArgumentException">One holds a line feed or half a surrogate pair.</exception>
    public PyGlobal(string module, string name) : this(module, name, module, name)
    {
    }

    /// <summary>A global whose two strings are nodes: at protocol 4 and above they stand in the memo and may be shared.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The name inside it, dotted for nested ones.</param>
    /// <exception cref="ArgumentException">One holds a line feed or half a surrogate pair.</exception>
    public PyGlobal(PyString module, PyString name) : this(module.Value, name.Value)
    {
        _moduleNode = module;
        _nameNode = name;
    }

    internal PyGlobal(string module, string name, string canonicalModule, string canonicalName) : base(PickleKind.Global)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(module))
            throw new ArgumentException($"{PtFormatException.Quote(module)} cannot be the name of a module", nameof(module));
        if (!IsName(name))
            throw new ArgumentException($"{PtFormatException.Quote(name)} cannot be the name of a class or function", nameof(name));
        Module = module;
        Name = name;
        CanonicalModule = canonicalModule;
        CanonicalName = canonicalName;
        MustBeCalled = CalledFunctions.MustBeCalled(canonicalModule, canonicalName);
    }

    /// <summary>The module as the file spells it.</summary>
    public string Module { get; }

    /// <summary>The name as the file spells it.</summary>
    public string Name { get; }

    /// <summary>The module under its Python 3 name.</summary>
    public string CanonicalModule { get; }

    /// <summary>The name in Python 3.</summary>
    public string CanonicalName { get; }

    /// <summary>Module and name under their Python 3 names, joined by a dot.</summary>
    public string DottedName => $"{CanonicalModule}.{CanonicalName}";

    /// <summary>Whether the names were read below protocol 3, where Python 2's names are the ones that are spelled.</summary>
    internal bool IsSpelledForPython2 { get; init; }

    internal PyString ModuleNode => _moduleNode ??= new(CanonicalModule);

    internal PyString NameNode => _nameNode ??= new(CanonicalName);

    /// <summary>
    /// Below protocol 4 names are lines of UTF-8. With a line feed inside, what follows it would be read as opcodes: an inert name
    /// in the file that was read would be a program in the one that is written.
    /// </summary>
    internal static bool IsName(string name)
    {
        for (int i = 0; i < name.Length; i++)
            if (name[i] == '\n' || char.IsSurrogate(name[i]) && !(i + 1 < name.Length && char.IsSurrogatePair(name[i], name[++i])))
                return false;
        return true;
    }

    /// <summary>Whether a pickle may do nothing with it but call it.</summary>
    internal bool MustBeCalled { get; }

    /// <summary>Whether the machine found that it may be called with anything: asked once for a name that is called very often.</summary>
    internal bool IsCalledFreely { get; set; }

    internal bool IsGetattr => CanonicalName == "getattr" && CanonicalModule == "builtins";

    /// <summary>The Python 3 name behind a node that is a global, a nested one that is reached by <c>getattr</c>, or a class behind a persistent id.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="module">The module.</param>
    /// <param name="name">The name inside it, dotted for nested ones.</param>
    /// <returns>Whether the node is such a name.</returns>
    public static bool TryName(PickleValue? node, [NotNullWhen(true)] out string? module, [NotNullWhen(true)] out string? name)
    {
        (module, name) = node switch
        {
            PyGlobal global => (global.CanonicalModule, global.CanonicalName),
            PyPersistentId { Class: PyGlobal known } => (known.CanonicalModule, known.CanonicalName),
            PyObject { NestedGlobal: PyGlobal nested } => (nested.CanonicalModule, nested.CanonicalName),
            _ => (null, null),
        };
        return module is not null && name is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => PtFormatException.Quote(DottedName);
}
