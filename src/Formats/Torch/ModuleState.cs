using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// The state_dict of a module that was saved whole, as the module itself would give it: depth first, parameters before buffers
/// before children, without those that are None or not persistent. No class is needed for that.
/// </summary>
sealed class ModuleState(TorchObjects objects, PickleOrigin origin)
{
    // Python's own walk ends at about a thousand frames; names grow with depth, and a module shared at every level doubles them.
    const int MaxDepth = 200;
    const int MaxPlaces = 1_000_000;

    readonly HashSet<object> _met = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<PickleValue> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>True for an instance of a class with parameters, buffers and modules.</summary>
    public static bool IsModule(PickleValue node) =>
        StateOf(node) is { } state && state.TryGet("_parameters", out _) && state.TryGet("_buffers", out _) && state.TryGet("_modules", out _);

    /// <summary>The attributes that an instance is given; null for anything else.</summary>
    public static PyDict? StateOf(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.NewObj or PyObjectForm.Reduce, Effects: [.., { Kind: PickleEffectKind.Build, Value: PyDict state }] } ? state : null;

    /// <summary>The class of an instance, dotted: below protocol 2 the first argument of a call that makes any.</summary>
    public static string? ClassOf(PyObject instance)
    {
        PickleValue callable = instance.Callable;
        if (PyGlobal.TryName(callable, out string? module, out string? name) && (module, name) == ("copyreg", "_reconstructor") && instance.Arguments.Items is [var known, _, _])
            callable = known;
        return PyGlobal.TryName(callable, out module, out name) ? $"{module}.{name}" : null;
    }

    /// <summary>A dict of a module: <c>_parameters</c>, <c>_buffers</c>, <c>_modules</c>.</summary>
    /// <exception cref="PtFormatException">It is no dict, or a key is no text.</exception>
    public static IEnumerable<(string Name, PickleValue Value)> Entries(PyDict state, string table, PickleOrigin origin)
    {
        if (!state.TryGet(table, out PickleValue? entries) || !PythonChildren.IsDictionary(entries))
            throw origin.Error(PtErrorKind.Malformed, $"a module's {table} is {(entries is null ? "missing" : $"a {entries.Kind.ToString().ToLowerInvariant()}")}: a dict was needed");
        foreach ((PickleValue key, PickleValue value) in PythonChildren.Entries(entries))
            yield return (PythonStrings.Of(key) ?? throw origin.Error(PtErrorKind.Malformed, $"a module's {table} has a key that is no text: {PythonRepr.OfKey(key)}"), value);
    }

    /// <exception cref="PtFormatException">Something in it is no tensor, or it holds itself.</exception>
    public StateDict Read(PickleValue root)
    {
        StateDict result = new(), metadata = new();
        int places = 0;
        Stack<(PickleValue Node, string Name, bool Leave)> pending = new([(root, "", false)]);
        while (pending.TryPop(out var next))
        {
            if (next.Leave)
            {
                _open.Remove(next.Node);
                continue;
            }
            if (++places > MaxPlaces || _open.Count >= MaxDepth)
                throw origin.Error(PtErrorKind.LimitExceeded, $"the module holds others at more than {MaxPlaces} places, or more than {MaxDepth} levels deep");
            if (!_open.Add(next.Node))
                throw origin.Error(PtErrorKind.Malformed, $"module {PtFormatException.Quote(next.Name)} is cyclic: it holds itself");
            PyDict state = StateOf(next.Node) ?? throw origin.Error(PtErrorKind.Malformed, $"{PtFormatException.Quote(next.Name)} stands among modules and is none", (next.Node as PyObject)?.ByteOffset ?? -1);
            metadata[next.Name] = Versions(next.Node, state);
            HashSet<string> passing = [.. Passing(state)];
            foreach ((string name, PickleValue value) in Entries(state, "_parameters", origin))
                Add(result, Join(next.Name, name), value);
            foreach ((string name, PickleValue value) in Entries(state, "_buffers", origin))
                if (!passing.Contains(name))
                    Add(result, Join(next.Name, name), value);
            pending.Push((next.Node, next.Name, true));
            foreach ((string name, PickleValue child) in Entries(state, "_modules", origin).Reverse())
                if (child is not PyNone)
                    pending.Push((child, Join(next.Name, name), false));
        }
        result.Metadata = metadata;
        return result;
    }

    /// <summary>The names of buffers that no state_dict lists.</summary>
    public static IEnumerable<string> Passing(PyDict state)
    {
        if (!state.TryGet("_non_persistent_buffers_set", out PickleValue? set))
            return [];
        IEnumerable<PickleValue> members = set switch
        {
            PySet plain => plain.Items,
            PyObject { Arguments.Items: [PyList list] } => list.Items,
            _ => [],
        };
        return from member in members let name = PythonStrings.Of(member) where name is not null select name;
    }

    static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    static StateDict Versions(PickleValue node, PyDict state)
    {
        StateDict versions = new() { IsOrdered = false, ["version"] = Version(node) }, spectral = new() { IsOrdered = false };
        // Put there by a hook of torch.nn.utils.spectral_norm.
        if (state.TryGet("_state_dict_hooks", out PickleValue? hooks) && PythonChildren.IsDictionary(hooks))
            foreach ((_, PickleValue hook) in PythonChildren.Entries(hooks))
                if (hook is PyObject made && ClassOf(made) == "torch.nn.utils.spectral_norm.SpectralNormStateDictHook"
                    && StateOf(hook) is { } own && own.TryGet("fn", out PickleValue? norm) && StateOf(norm) is { } settings && settings.TryGet("name", out PickleValue? name) && PythonStrings.Of(name) is { } text)
                    spectral[$"{text}.version"] = 1L;
        if (spectral.Count > 0)
            versions["spectral_norm"] = spectral;
        return versions;
    }

    // What PyTorch's classes say of themselves; files do not.
    static long Version(PickleValue node) =>
        ClassOf((PyObject)node) is { } name && (name.StartsWith("torch.nn.modules.batchnorm.", StringComparison.Ordinal) || name.StartsWith("torch.nn.modules.instancenorm.", StringComparison.Ordinal)) ? 2 : 1;

    void Add(StateDict result, string name, PickleValue value)
    {
        if (value is PyNone)
            return;
        if (!objects.TryTensor(value, out TorchTensor? tensor) || tensor.Resolved() is not { } resolved)
            throw origin.Error(PtErrorKind.Unsupported, $"{PtFormatException.Quote(name)} is no tensor with bytes: PtFile.Root shows what it is", (value as PyObject)?.ByteOffset ?? -1);
        if (result.ContainsKey(name))
            throw origin.Error(PtErrorKind.Malformed, $"two values have the name {PtFormatException.Quote(name)}");
        // A module gives a view of its own at each place of what is tied.
        result.Add(name, _met.Add(resolved) || resolved is not Tensor view ? resolved : new Tensor(view.Storage, view.Layout, view.DType));
    }
}
