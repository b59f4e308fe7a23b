using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Script;

/// <summary>
/// What TorchScript's pickler writes around values to keep their types, taken away: <c>restore_type_tag([…], 'List[str]')</c> is the
/// list. Nodes in which nothing changes stay the nodes they are.
/// </summary>
sealed class ScriptValues(PickleOrigin origin)
{
    // Types are written by people: few lists lie in one another.
    const int MaxDepth = 64;

    readonly Dictionary<PickleValue, PickleValue> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>What stands in a tag, where the node is one.</summary>
    public static PickleValue Untagged(PickleValue node) =>
        node is PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [var tagged, ..] } call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
        && (module, name) is ("torch.jit._pickle", "restore_type_tag" or "build_intlist" or "build_doublelist" or "build_boollist" or "build_tensorlist")
            ? tagged
            : node;

    /// <summary>The value without tags.</summary>
    /// <exception cref="PtFormatException">Values lie in one another too deep, or in themselves.</exception>
    public PickleValue Plain(PickleValue node, int depth = 0)
    {
        if (node is not (PyObject or PyList or PyTuple or PyDict))
            return node;
        if (depth > MaxDepth)
            throw origin.Error(PtErrorKind.LimitExceeded, $"values of a TorchScript archive lie in one another more than {MaxDepth} levels deep", (node as PyObject)?.ByteOffset ?? -1);
        bool isShared = PickleChildren.MayBeMetAgain(node);
        if (isShared && _known.TryGetValue(node, out PickleValue? known))
            return known;
        PickleValue plain = node switch
        {
            PyObject made => Plain(made, depth),
            PyList list => Items(list.All, depth) is { } items ? new PyList(items) : list,
            PyTuple tuple => Items(tuple.Items, depth) is { } items ? new PyTuple(items) : tuple,
            _ => Plain((PyDict)node, depth),
        };
        if (isShared)
            _known[node] = plain;
        return plain;
    }

    PickleValue Plain(PyObject made, int depth)
    {
        if (Untagged(made) is var tagged && !ReferenceEquals(tagged, made))
            return Plain(tagged, depth + 1);
        if (made is not { Form: PyObjectForm.NewObj, Effects: [{ Kind: PickleEffectKind.Build, Value: var state }] } || Plain(state, depth + 1) is var plain && ReferenceEquals(plain, state))
            return made;
        PyObject again = new(made.Form, made.Callable, made.Arguments) { ByteOffset = made.ByteOffset };
        again.Add(new(PickleEffectKind.Build, null, plain));
        return again;
    }

    PyDict Plain(PyDict dict, int depth)
    {
        PickleValue[]? values = Items([.. dict.Entries.Select(entry => entry.Value)], depth);
        if (values is null)
            return dict;
        PyDict plain = new();
        for (int i = 0; i < values.Length; i++)
            plain.Set(dict.Entries[i].Key, values[i]);
        return plain;
    }

    // Null where nothing changes.
    PickleValue[]? Items(IReadOnlyList<PickleValue> items, int depth)
    {
        PickleValue[]? changed = null;
        for (int i = 0; i < items.Count; i++)
        {
            PickleValue plain = Plain(items[i], depth + 1);
            if (!ReferenceEquals(plain, items[i]))
                (changed ??= [.. items])[i] = plain;
        }
        return changed;
    }
}
