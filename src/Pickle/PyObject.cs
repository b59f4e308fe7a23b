namespace PtFormat.Pickle;

/// <summary>An object as the pickle describes it: what to call with what, and what happens to the result. Nothing is called.</summary>
public sealed class PyObject : PickleValue
{
    List<PickleEffect>? _effects;
    // What few objects have: together in one place.
    Rarities? _rare;

    /// <summary>A fresh object.</summary>
    /// <param name="form">How it is made.</param>
    /// <param name="callable">The callable or class.</param>
    /// <param name="arguments">The positional arguments.</param>
    /// <param name="keywordArguments">The keyword arguments, with <see cref="PyObjectForm.NewObjEx"/> only.</param>
    public PyObject(PyObjectForm form, PickleValue callable, PyTuple arguments, PickleValue? keywordArguments = null) : base(PickleKind.Object)
    {
        ArgumentNullException.ThrowIfNull(callable);
        ArgumentNullException.ThrowIfNull(arguments);
        if (keywordArguments is not null != (form == PyObjectForm.NewObjEx))
            throw new ArgumentException("Keyword arguments belong to the form NewObjEx and to no other.", nameof(keywordArguments));
        Form = form;
        Callable = callable;
        Arguments = arguments;
        if (keywordArguments is not null)
            Rare.KeywordArguments = keywordArguments;
        Depth = 1 + Math.Max(callable.Depth, Math.Max(arguments.Depth, keywordArguments?.Depth ?? 0));
    }

    /// <summary>How it is made.</summary>
    public PyObjectForm Form { get; }

    /// <summary>The callable or class.</summary>
    public PickleValue Callable { get; internal set; }

    /// <summary>The positional arguments.</summary>
    public PyTuple Arguments { get; internal set; }

    /// <summary>The keyword arguments, a dict, with <see cref="PyObjectForm.NewObjEx"/> only.</summary>
    public PickleValue? KeywordArguments => _rare?.KeywordArguments;

    /// <summary>What happens to it afterwards, in order. How it was cut into batches is not kept: Python's habit decides that.</summary>
    public IReadOnlyList<PickleEffect> Effects => _effects ?? (IReadOnlyList<PickleEffect>)[];

    /// <summary>The nested global that this call of <c>getattr</c> spells, with the dotted Python 3 name; else null.</summary>
    public PyGlobal? NestedGlobal
    {
        get => _rare?.NestedGlobal;
        internal set => Rare.NestedGlobal = value;
    }

    /// <summary>Where the opcode that made it lies, in bytes from the start of the pickle; -1 for an object that was not read.</summary>
    internal int ByteOffset { get; init; } = -1;

    /// <summary>The first, unfinished attempt of Python's pickler at this object, where its arguments lead back to itself.</summary>
    internal PyObject? FirstAttempt
    {
        get => _rare?.FirstAttempt;
        set => Rare.FirstAttempt = value;
    }

    Rarities Rare => _rare ??= new();

    /// <summary>Adds an effect at the end.</summary>
    /// <param name="effect">The effect.</param>
    public void Add(PickleEffect effect)
    {
        ArgumentNullException.ThrowIfNull(effect.Value);
        _effects ??= new(1);
        // An effect may be one byte long in a pickle: doubling would hold three times as much.
        if (_effects.Count == _effects.Capacity)
            _effects.Capacity = _effects.Count < 64 ? 2 * _effects.Count : _effects.Count + _effects.Count / 2;
        _effects.Add(effect);
    }

    internal void Reserve(int more) => (_effects ??= new(more + 1)).EnsureCapacity(_effects.Count + more);

    sealed class Rarities
    {
        public PickleValue? KeywordArguments;
        public PyGlobal? NestedGlobal;
        public PyObject? FirstAttempt;
    }
}
