using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Puts another tensor into the calls that rebuild one. Only what differs is made anew: a tensor of equal dtype and shape
/// changes no byte of the pickle.
/// </summary>
/// <param name="root">The tree.</param>
/// <param name="storages">The file's storages.</param>
/// <param name="newKey">Makes a key that no storage has.</param>
sealed class TensorReplacement(PickleValue root, TorchStorages storages, Func<string> newKey)
{
    readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), PyGlobal> _globals = [];

    /// <param name="node">The call that rebuilds the old tensor, perhaps as a parameter or a subclass.</param>
    /// <param name="tensor">The new one.</param>
    /// <exception cref="ArgumentException">The old one is rebuilt in a way that has no room for a plain tensor.</exception>
    public void Replace(PyObject node, Tensor tensor)
    {
        Survey();
        PyObject call = node;
        while (Function(call.Callable) is "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" && call.Arguments.Items[0] is PyObject data)
            call = data;
        if (Function(call.Callable) == "torch._tensor._rebuild_from_type_v2" && call.Arguments.Items is [var function, var type, PyTuple inner, var state])
        {
            (PickleValue callable, PyTuple arguments) = Rebuilt(function, inner, tensor);
            if (!ReferenceEquals(arguments, inner))
                call.Arguments = new(callable, type, arguments, state);
            return;
        }
        (PickleValue newCallable, PyTuple newArguments) = Rebuilt(call.Callable, call.Arguments, tensor);
        (call.Callable, call.Arguments) = (newCallable, newArguments);
    }

    (PickleValue Callable, PyTuple Arguments) Rebuilt(PickleValue callable, PyTuple arguments, Tensor tensor)
    {
        if (Function(callable) is not ("torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor_v3") || arguments.Items[0] is not PyPersistentId { Id: PyTuple oldId } id)
            throw new ArgumentException("only plain tensors, parameters and subclasses with elements of their own can be replaced; the parts of a sparse or nested tensor have paths of their own");
        IReadOnlyList<PickleValue> old = arguments.Items;
        (Storage storage, Layout layout) = Whole(tensor);
        DTypeInfo info = tensor.DType.Info();
        (string module, string className, int itemBytes) = info.StorageName is { } typed ? ("torch", typed, info.ItemSize) : ("torch.storage", "UntypedStorage", 1);
        long count = storage.ByteLength / itemBytes;
        bool sameClass = StorageClass.Find(oldId.Items[1]) is { QuantizedName: null } oldClass && oldClass.DType == (info.StorageName is null ? null : tensor.DType);
        PickleValue storageClass = sameClass ? oldId.Items[1] : Global(module, className);
        PickleValue key = oldId.Items[2];
        if (_uses[((PyString)key).Value] > 1)
            key = new PyString(newKey());
        bool sameId = sameClass && ReferenceEquals(key, oldId.Items[2]) && oldId.Items[4] is PyInt oldCount && oldCount.Value == count;
        PyPersistentId newId = sameId ? id : new(new PyTuple([oldId.Items[0], storageClass, key, oldId.Items[3], new PyInt(count), .. oldId.Items.Skip(5)]));
        storages.Set(new(StorageClass.Find(storageClass)!, ((PyString)key).Value, ((PyString)oldId.Items[3]).Value, count, null), storage);

        bool bytes = info.StorageName is null;
        List<PickleValue> made = [newId, Same(old[1], [layout.Offset]), Same(old[2], layout.Shape.AsSpan()), Same(old[3], layout.Strides), .. old.Skip(4).Take(2)];
        // The elements are given as they are, so the bits that conjugate or negate them fall away.
        if (bytes)
            made.Add(old.Count > 6 && Function(old[6]) == $"torch.{info.Name}" ? old[6] : Global("torch", info.Name));
        if (made.Count == old.Count && made.Zip(old).All(pair => ReferenceEquals(pair.First, pair.Second)))
            return (callable, arguments);
        string wanted = bytes ? "_rebuild_tensor_v3" : old.Count < 6 ? "_rebuild_tensor" : "_rebuild_tensor_v2";
        return (Function(callable) == $"torch._utils.{wanted}" ? callable : Global("torch._utils", wanted), new(made));
    }

    // The storage that is saved holds the tensor and nothing else, so what surrounds a view does not slip into the file.
    static (Storage, Layout) Whole(Tensor tensor)
    {
        if (!tensor.IsDense || tensor.Device != Device.Cpu || tensor.Storage.ByteLength != tensor.ElementCount * tensor.DType.ItemSize())
            tensor = tensor.Clone();
        return (tensor.Storage, tensor.Layout.ElementCount == 0 ? Layout.Dense(tensor.Shape) : tensor.Layout);
    }

    static PickleValue Same(PickleValue old, ReadOnlySpan<long> wanted)
    {
        PickleValue tuple = old is PyObject { Arguments.Items: [PyTuple size] } ? size : old;
        IReadOnlyList<PickleValue> items = tuple is PyTuple many ? many.Items : [tuple];
        bool same = items.Count == wanted.Length;
        for (int i = 0; same && i < wanted.Length; i++)
            same = items[i] is PyInt number && number.TryGetInt64(out long value) && value == wanted[i];
        if (same)
            return old;
        return tuple is PyTuple ? new PyTuple(wanted.ToArray().Select(value => new PyInt(value))) : new PyInt(wanted[0]);
    }

    /// <summary>Whether PyTorch computes gradients for such elements.</summary>
    public static bool IsDifferentiable(DType dtype) => dtype.Name() is var name && (name.StartsWith("float", StringComparison.Ordinal) || name.StartsWith("bfloat", StringComparison.Ordinal) || name.StartsWith("complex", StringComparison.Ordinal));

    static string? Function(PickleValue node) => PyGlobal.TryName(node, out string? module, out string? name) ? $"{module}.{name}" : null;

    // A global that the tree has already is one object in Python.
    PyGlobal Global(string module, string name)
    {
        if (!_globals.TryGetValue((module, name), out PyGlobal? known))
            _globals.Add((module, name), known = new(module, name));
        return known;
    }

    void Survey()
    {
        HashSet<PickleValue> visited = new(ReferenceEqualityComparer.Instance);
        Stack<PickleValue> pending = new([root]);
        List<PickleValue> children = [];
        while (pending.TryPop(out PickleValue? node))
        {
            if (node.IsAtom || !visited.Add(node))
                continue;
            if (node is PyGlobal global)
                _globals.TryAdd((global.CanonicalModule, global.CanonicalName), global);
            else if (node is PyPersistentId { Id: PyTuple { Items: [_, _, PyString key, ..] } })
                _uses[key.Value] = _uses.GetValueOrDefault(key.Value) + 1;
            children.Clear();
            PickleChildren.Collect(node, children);
            foreach (PickleValue child in children)
                pending.Push(child);
        }
    }
}
