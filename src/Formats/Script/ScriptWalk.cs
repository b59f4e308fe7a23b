using PtFormat.Formats.Python;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Script;

/// <summary>
/// The modules of a TorchScript archive, depth first: what <c>torch.jit.load(…).state_dict()</c> lists, in its order, and the other
/// attributes. No class is needed for that but what the head of its code says.
/// </summary>
sealed class ScriptWalk(IReadOnlyDictionary<string, ScriptClass> classes, ScriptValues values, PickleOrigin origin, long mostNameChars)
{
    // As for modules that were pickled whole.
    const int MaxDepth = 200;

    // What PyTorch keeps for itself in each module, and tells of each module here.
    const string Training = "training", Hook = "_is_full_backward_hook";

    readonly HashSet<PickleValue> _open = new(ReferenceEqualityComparer.Instance);
    long _nameChars;

    public List<ScriptModule> Modules { get; } = [];

    /// <summary>Parameters and buffers: of each module its own parameters, then its buffers, then those below.</summary>
    public List<(string Name, PickleValue Value)> State { get; } = [];

    /// <summary>What is neither, in the order of the archive.</summary>
    public List<(string Name, PickleValue Value)> Attributes { get; } = [];

    /// <summary>Whether a node is a module: its class says so, or, where there is no code of it, it has a mode.</summary>
    public bool IsModule(PickleValue node) =>
        node is PyObject made && ModuleState.StateOf(made) is { } state && ModuleState.ClassOf(made) is { } name
        && (classes.TryGetValue(name, out ScriptClass? known) ? known.IsModule : state.TryGet(Training, out _));

    /// <exception cref="PtFormatException">A module holds itself, or modules share each other to no end.</exception>
    public void Run(PickleValue root)
    {
        Stack<(PyObject Node, string Path, bool Leave)> pending = new([((PyObject)root, "", false)]);
        while (pending.TryPop(out (PyObject Node, string Path, bool Leave) next))
        {
            if (next.Leave)
            {
                _open.Remove(next.Node);
                continue;
            }
            if (_open.Count >= MaxDepth || !_open.Add(next.Node))
                throw origin.Error(PtErrorKind.Malformed, $"module {PtFormatException.Quote(next.Path)} is cyclic, or more than {MaxDepth} levels deep", next.Node.ByteOffset);
            pending.Push(next with { Leave = true });
            foreach ((string path, PyObject child) in Enumerable.Reverse(Enter(next.Node, next.Path)))
                pending.Push((child, path, false));
        }
    }

    // Lists what the module holds itself, and gives the modules below it.
    List<(string Path, PyObject Module)> Enter(PyObject module, string path)
    {
        PyDict state = ModuleState.StateOf(module)!;
        string className = ModuleState.ClassOf(module)!;
        ScriptClass? known = classes.GetValueOrDefault(className);
        Modules.Add(new(path, className, state.TryGet(Training, out PickleValue? mode) && mode is PyBool { Value: var training } ? training : null));
        List<(string, PickleValue)> buffers = [];
        List<(string, PyObject)> below = [];
        foreach ((PickleValue key, PickleValue value) in state.Entries)
        {
            string own = PythonStrings.Of(key) ?? throw origin.Error(PtErrorKind.Malformed, $"a module has an attribute whose name is no text: {PythonRepr.OfKey(key)}", module.ByteOffset);
            if (own is Training or Hook)
                continue;
            string name = Join(path, own);
            if (IsModule(value))
                below.Add((name, (PyObject)value));
            else if (IsListed(known?.Parameters, own))
                AddState(State, name, value);
            else if (IsListed(known?.Buffers, own))
                AddState(buffers, name, value);
            else
                Attributes.Add((name, values.Plain(value)));
        }
        State.AddRange(buffers);
        return below;
    }

    static bool IsListed(IReadOnlySet<string>? names, string name) => names?.Contains(name) == true;

    // What a module declares and does not have is None.
    static void AddState(List<(string, PickleValue)> list, string name, PickleValue value)
    {
        if (value is not PyNone)
            list.Add((name, value));
    }

    // Names grow with depth, and a module that is shared at every level doubles them.
    string Join(string path, string own)
    {
        _nameChars += path.Length + own.Length;
        return _nameChars <= mostNameChars
            ? path.Length == 0 ? own : $"{path}.{own}"
            : throw origin.Error(PtErrorKind.LimitExceeded, $"modules share each other: their names are much longer than the pickle; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxRepeatedItems)} bounds that");
    }
}
