using System.Globalization;
using PtFormat.Formats;
using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Models;

/// <summary>A module as a file describes it: the name of its class and the attributes of the instance. Nothing of it has run.</summary>
public sealed partial class PickledModule
{
    readonly PtFile _file;
    readonly PyDict _state;

    /// <summary>A module that it holds.</summary>
    internal PickledModule Child(string name)
    {
        (_, PickleValue? node) = Children.FirstOrDefault(child => child.Name == name);
        return node is PyObject call && ModuleState.IsModule(node)
            ? new(_file, call, ModuleState.StateOf(node)!, ModuleState.ClassOf(call) ?? "")
            : throw Error(PtErrorKind.Malformed, $"there is no {PtFormatException.Quote(name)} among its modules");
    }

    internal bool HasChild(string name) => Children.Any(child => child.Name == name);

    /// <summary>The dotted name of a function or class.</summary>
    internal string Name(string attribute) => PyGlobal.TryName(Needed(attribute), out string? module, out string? name) ? $"{module}.{name}" : throw Unfit(attribute, "a function");

    internal PickledModule(PtFile file, PyObject node, PyDict state, string className)
    {
        (_file, Node, _state, ClassName) = (file, node, state, className);
        (Parameters, Buffers, Children) = (Entries("_parameters"), Entries("_buffers"), Entries("_modules"));
        PassingBuffers = [.. ModuleState.Passing(state)];
        Norms = [.. from hook in Hooks("_forward_pre_hooks") let norm = PickledNorm.Of(hook.Value) where norm is not null select norm];
    }

    /// <summary>The class, dotted: <c>torch.nn.modules.linear.Linear</c>, <c>__main__.MyNet</c>.</summary>
    public string ClassName { get; }

    /// <summary>The names of what its constructor set, in order: all attributes but those that every module has.</summary>
    public IEnumerable<string> AttributeNames => OwnAttributes.Select(own => own.Name);

    /// <summary>An attribute in C#'s terms, as <see cref="PtFile.ToValue"/> gives it.</summary>
    /// <exception cref="PtFormatException">The file has no such attribute.</exception>
    public object? this[string name] => _file.ToValue(Needed(name));

    internal PyObject Node { get; }

    internal IReadOnlyList<(string Name, PickleValue Value)> Parameters { get; }

    internal IReadOnlyList<(string Name, PickleValue Value)> Buffers { get; }

    internal IReadOnlyList<(string Name, PickleValue Value)> Children { get; }

    internal HashSet<string> PassingBuffers { get; }

    /// <summary>What of its parameters weight_norm or spectral_norm computes.</summary>
    internal IReadOnlyList<PickledNorm> Norms { get; }

    /// <summary>The hooks of a table, none where it is no table.</summary>
    internal IEnumerable<KeyValuePair<PickleValue, PickleValue>> Hooks(string table) =>
        _state.TryGet(table, out PickleValue? hooks) && PythonChildren.IsDictionary(hooks) ? PythonChildren.Entries(hooks) : [];

    internal IEnumerable<(string Name, PickleValue Value)> Attributes =>
        from entry in _state.Entries let name = PythonStrings.Of(entry.Key) where name is not null select (name, entry.Value);

    internal IEnumerable<(string Name, PickleValue Value)> OwnAttributes => Attributes.Where(attribute => !ModuleKeys.IsCommon(attribute.Name));

    /// <summary>Whether it has an attribute.</summary>
    public bool Has(string name) => _state.TryGet(name, out _);

    /// <summary>An integer.</summary>
    /// <exception cref="PtFormatException">It is missing, or no integer of 32 bits.</exception>
    public int Int(string name) => ToInt(name, Needed(name));

    /// <summary>A number.</summary>
    /// <exception cref="PtFormatException">It is missing, or no number.</exception>
    public double Double(string name) => ToDouble(name, Needed(name));

    /// <summary>True or false.</summary>
    /// <exception cref="PtFormatException">It is missing, or neither.</exception>
    public bool Bool(string name) => Needed(name) is PyBool flag ? flag.Value : throw Unfit(name, "a bool");

    /// <summary>A text.</summary>
    /// <exception cref="PtFormatException">It is missing, or no text.</exception>
    public string Text(string name) => PythonStrings.Of(Needed(name)) ?? throw Unfit(name, "a text");

    internal PtFormatException Unfit(string name, string needed) =>
        _file.Error(PtErrorKind.Unsupported, $"{PtFormatException.Quote(ClassName)}: {PtFormatException.Quote(name)} is {Describe(Needed(name))}, {needed} was needed", Node);

    internal PtFormatException Error(PtErrorKind kind, string what) => _file.Error(kind, $"{PtFormatException.Quote(ClassName)}: {what}", Node);

    internal static string Describe(PickleValue node) => node switch
    {
        PyNone => "None",
        PyBool flag => flag.Value ? "True" : "False",
        PyInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        PyFloat number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        PyString text => PtFormatException.Quote(text.Value),
        PyTuple tuple when tuple.Items.Count <= 8 && tuple.Items.All(item => item.Kind <= PickleKind.Float) => $"({string.Join(", ", tuple.Items.Select(Describe))})",
        PyObject call when PyGlobal.TryName(call.Callable, out string? module, out string? type) => $"a {PtFormatException.Quote($"{module}.{type}")}",
        _ when PyGlobal.TryName(node, out string? module, out string? type) => PtFormatException.Quote($"{module}.{type}"),
        _ => $"a {node.Kind.ToString().ToLowerInvariant()}",
    };

    PickleValue Needed(string name) =>
        _state.TryGet(name, out PickleValue? value) ? value : throw _file.Error(PtErrorKind.Malformed, $"{PtFormatException.Quote(ClassName)} has no attribute {PtFormatException.Quote(name)}", Node);

    int ToInt(string name, PickleValue node) =>
        node is PyInt number && number.TryGetInt64(out long value) && value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Unfit(name, "an integer of 32 bits");

    double ToDouble(string name, PickleValue node) => node switch
    {
        PyFloat number => number.Value,
        PyInt whole when whole.TryGetInt64(out long value) => value,
        _ => throw Unfit(name, "a number"),
    };

    (string, PickleValue)[] Entries(string table)
    {
        if (!_state.TryGet(table, out PickleValue? entries) || !PythonChildren.IsDictionary(entries))
            throw Error(PtErrorKind.Malformed, $"{table} is no dict");
        return [.. from entry in PythonChildren.Entries(entries)
                   select (PythonStrings.Of(entry.Key) ?? throw Error(PtErrorKind.Malformed, $"{table} has a key that is no text"), entry.Value)];
    }
}
