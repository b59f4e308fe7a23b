using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>Tree to <see cref="StateDict"/>. Shared containers stay shared; a cycle is an error, since no state_dict holds itself.</summary>
sealed class StateDictReader(TorchObjects objects, PickleOrigin origin, Encoding encoding)
{
    readonly Dictionary<PickleValue, object> _made = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<PickleValue> _open = new(ReferenceEqualityComparer.Instance);
    readonly Stack<(PickleValue Node, PythonPath? Path, Action<object?>? Assign)> _pending = new();

    /// <exception cref="PtFormatException">The tree holds what a state_dict does not.</exception>
    public StateDict Read(PickleValue root)
    {
        if (ModuleState.IsModule(root))
            return new ModuleState(objects, origin).Read(root);
        StateDict? result = null;
        _pending.Push((root, null, value => result = (StateDict?)value));
        while (_pending.TryPop(out (PickleValue Node, PythonPath? Path, Action<object?>? Assign) next))
        {
            if (next.Assign is null)
                _open.Remove(next.Node);
            else
                next.Assign(Value(next.Node, next.Path, null));
        }
        return result!;
    }

    /// <summary>
    /// The dictionary that a user means: the root where tensors stand in it, else the only dictionary directly below that
    /// holds tensors, else the root.
    /// </summary>
    public PickleValue Choose(PickleValue root, string? name)
    {
        if (name is null && ModuleState.IsModule(root))
            return root;
        if (!PythonChildren.IsDictionary(root))
            throw Malformed($"the file's root is a {root.Kind.ToString().ToLowerInvariant()}: a state_dict was needed; PtFile.Root and PtFile.Tensors show what is there");
        if (name is not null)
            return PythonChildren.TryGet(root, name, out PickleValue? part) && (PythonChildren.IsDictionary(part) || ModuleState.IsModule(part))
                ? part
                : throw new KeyNotFoundException($"the file has no dictionary {PythonRepr.Of(name)} at its root, which holds {Names(PythonChildren.Entries(root))}");
        if (HoldsTensors(root))
            return root;
        KeyValuePair<PickleValue, PickleValue>[] candidates = [.. PythonChildren.Entries(root).Where(entry => PythonChildren.IsDictionary(entry.Value) && HoldsTensors(entry.Value))];
        return candidates.Length switch
        {
            0 => root,
            1 => candidates[0].Value,
            _ => throw new InvalidOperationException($"the file holds several state_dicts: say which: StateDict(\"…\") of {Names(candidates)}"),
        };
    }

    // The last step is a parameter of its own: nearly all values are tensors, which need no path.
    object? Value(PickleValue node, PythonPath? parent, PickleValue? key)
    {
        if (objects.TryTensor(node, out TorchTensor? tensor) && tensor.Resolved() is { } resolved)
            return resolved;
        PythonPath? path = key is null ? parent : new(parent, PythonStep.Key(key));
        if (tensor is not null)
            throw Unfit(node, path);
        switch (node)
        {
            case PyNone: return null;
            case PyBool value: return value.Value;
            case PyFloat value: return value.Value;
            case PyString or PyByteString when PythonStrings.Of(node, encoding) is { } text: return text;
            case PyInt value: return value.TryGetInt64(out long number) ? number : throw Unfit(node, path);
        }
        if (_open.Contains(node))
            throw Malformed($"{PythonPath.Text(path)} is cyclic: it holds itself");
        if (_made.TryGetValue(node, out object? known))
            return known;
        object made = Container(node, path);
        _made.Add(node, made);
        return made;
    }

    object Container(PickleValue node, PythonPath? path)
    {
        if (PythonChildren.IsDictionary(node))
        {
            StateDict dict = new(PythonChildren.Count(node)) { IsOrdered = PythonChildren.IsOrderedDict(node) };
            List<(PickleValue, PythonPath?, Action<object?>)> items = [];
            foreach ((PickleValue keyNode, PickleValue value) in PythonChildren.Entries(node))
            {
                StateKey key = Key(keyNode, path);
                // Nearly all are tensors: looked up once.
                if (objects.TryTensor(value, out TorchTensor? tensor) && tensor.Resolved() is { } resolved)
                    dict[key] = resolved;
                else if (tensor is null && value is PyDict or PyList or PyTuple or PyObject)
                {
                    // The key takes its place now; the value is filled in when the walk reaches it.
                    dict[key] = null;
                    items.Add((value, new(path, PythonStep.Key(keyNode)), Assign(dict, key)));
                }
                else
                    dict[key] = Value(value, path, keyNode);
            }
            if (PythonChildren.TryAttribute(node, "_metadata", out PickleValue? metadata) && PythonChildren.IsDictionary(metadata))
                items.Add((metadata, new(path, PythonStep.Attribute("_metadata")), made => dict.Metadata = (StateDict?)made));
            Enter(node, items);
            return dict;
        }
        if (node is PyList list)
        {
            object?[] values = new object?[list.Items.Count];
            Enter(node, list.Items.Select((item, i) => (item, (PythonPath?)new PythonPath(path, PythonStep.Index(i)), (Action<object?>)(made => values[i] = made))));
            return values;
        }
        if (node is PyTuple tuple)
        {
            TupleValue values = new(new object?[tuple.Items.Count]);
            Enter(node, tuple.Items.Select((item, i) => (item, (PythonPath?)new PythonPath(path, PythonStep.Index(i)), (Action<object?>)(made => values.Set(i, made)))));
            return values;
        }
        throw Unfit(node, path);
    }

    // Apart, because what a lambda captures in a loop is allocated for every turn of it.
    static Action<object?> Assign(StateDict dict, StateKey key) => made => dict[key] = made;

    void Enter(PickleValue node, IEnumerable<(PickleValue Node, PythonPath? Path, Action<object?> Assign)> children)
    {
        _open.Add(node);
        _pending.Push((node, null, null));
        foreach ((PickleValue child, PythonPath? path, Action<object?> assign) in children.Reverse())
            _pending.Push((child, path, assign));
    }

    StateKey Key(PickleValue key, PythonPath? path) => key switch
    {
        PyString or PyByteString when PythonStrings.Of(key, encoding) is { } text => text,
        PyInt number when number.TryGetInt64(out long value) => value,
        _ => throw origin.Error(PtErrorKind.Unsupported, $"{Where(path)} has the key {PythonRepr.OfKey(key)}: a StateDict's keys are text or integers; PtFile.Root holds everything"),
    };

    PtFormatException Unfit(PickleValue node, PythonPath? path)
    {
        string what = PyGlobal.TryName((node as PyObject)?.Callable ?? node, out string? module, out string? name) ? $"{module}.{name}" : node.Kind.ToString().ToLowerInvariant();
        return origin.Error(PtErrorKind.Unsupported, $"{Where(path)} is {PtFormatException.Quote(what)}, which a StateDict does not hold: PtFile.Root does, and StateDict(\"…\") reads one part of a checkpoint", (node as PyObject)?.ByteOffset ?? -1);
    }

    bool HoldsTensors(PickleValue dictionary) => PythonChildren.Entries(dictionary).Any(entry => objects.TryTensor(entry.Value, out _));

    static string Where(PythonPath? path) => path is null ? "the root" : PtFormatException.Quote(PythonPath.Text(path));

    static string Names(IEnumerable<KeyValuePair<PickleValue, PickleValue>> entries) =>
        string.Join(", ", entries.Take(12).Select(entry => PythonRepr.OfKey(entry.Key)));

    PtFormatException Malformed(string what) => origin.Error(PtErrorKind.Malformed, what);
}
