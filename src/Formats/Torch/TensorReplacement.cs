using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Puts another tensor into the calls that rebuild one. Only what differs is made anew: a tensor of equal dtype and shape
/// changes no byte of the pickle.
/// </summary>
sealed partial class TensorReplacement
{
    readonly TorchStorages _storages;
    readonly NewKeys _keys;
    readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    readonly Dictionary<(string, string), PyGlobal> _globals = [];

    public TensorReplacement(PickleValue root, TorchStorages storages, NewKeys keys)
    {
        (_storages, _keys) = (storages, keys);
        Survey(root);
    }

    /// <summary>Whether the call that rebuilds a tensor, perhaps as a parameter or a subclass, has room for another.</summary>
    public static bool HasRoom(PyObject node) => Plain(node) is var plain && plain.Arguments.Items is [PyPersistentId { Id: PyTuple }, ..]
        && Function(plain.Callable) is "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor_v3";

    /// <param name="node">A call that has room.</param>
    /// <param name="tensor">The new tensor.</param>
    public void Replace(PyObject node, Tensor tensor)
    {
        (PyObject call, PickleValue callable, PyTuple arguments) = Plain(node);
        (PickleValue newCallable, PyTuple newArguments) = Rebuilt(callable, arguments, tensor);
        if (!ReferenceEquals(newArguments, arguments))
            Put(call, arguments, newCallable, newArguments);
    }

    static void Put(PyObject call, PyTuple arguments, PickleValue newCallable, PyTuple newArguments)
    {
        if (ReferenceEquals(arguments, call.Arguments))
            (call.Callable, call.Arguments) = (newCallable, newArguments);
        else
            call.Arguments = new(newCallable, call.Arguments.Items[1], newArguments, call.Arguments.Items[3]);
    }

    // The innermost call, and what it rebuilds with: its own arguments, or those of the function that it is given.
    static (PyObject Call, PickleValue Callable, PyTuple Arguments) Plain(PyObject node)
    {
        PyObject call = node;
        while (Function(call.Callable) is "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" && call.Arguments.Items[0] is PyObject data)
            call = data;
        return Function(call.Callable) == "torch._tensor._rebuild_from_type_v2" && call.Arguments.Items is [var function, _, PyTuple inner, _]
            ? (call, function, inner)
            : (call, call.Callable, call.Arguments);
    }

    (PickleValue Callable, PyTuple Arguments) Rebuilt(PickleValue callable, PyTuple arguments, Tensor tensor)
    {
        IReadOnlyList<PickleValue> old = arguments.Items;
        PyPersistentId id = (PyPersistentId)old[0];
        PyTuple oldId = (PyTuple)id.Id;
        (Storage storage, Layout layout) = Whole(tensor);
        DTypeInfo info = tensor.DType.Info();
        (string module, string className, int itemBytes) = info.StorageName is { } typed ? ("torch", typed, info.ItemSize) : ("torch.storage", "UntypedStorage", 1);
        long count = storage.ByteLength / itemBytes;
        bool sameClass = StorageClass.Find(oldId.Items[1]) is { QuantizedName: null } oldClass && oldClass.DType == (info.StorageName is null ? null : tensor.DType);
        PickleValue storageClass = sameClass ? oldId.Items[1] : Global(module, className);
        PickleValue key = oldId.Items[2];
        string oldKey = ((PyString)key).Value;
        if (_uses[oldKey] > 1)
        {
            _uses[oldKey]--;
            key = new PyString(_keys.Next());
            _uses[((PyString)key).Value] = 1;
        }
        bool sameId = sameClass && ReferenceEquals(key, oldId.Items[2]) && oldId.Items[4] is PyInt oldCount && oldCount.Value == count;
        PyPersistentId newId = sameId ? id : new(new PyTuple([oldId.Items[0], storageClass, key, oldId.Items[3], new PyInt(count), .. oldId.Items.Skip(5)]));
        _storages.Set(new(StorageClass.Find(storageClass)!, ((PyString)key).Value, ((PyString)oldId.Items[3]).Value, count, null), storage);

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

    void Survey(PickleValue root)
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
            children.Clear();
            PickleChildren.Collect(node, children);
            foreach (PickleValue child in children)
            {
                // Each place counts, also where several hold one node.
                if (child is PyPersistentId { Id: PyTuple { Items: [_, _, PyString key, ..] } })
                    _uses[key.Value] = _uses.GetValueOrDefault(key.Value) + 1;
                pending.Push(child);
            }
        }
    }
}
