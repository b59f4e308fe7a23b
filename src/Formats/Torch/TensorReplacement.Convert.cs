using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Another dtype for whole storages: the tensors over one keep sharing it.</content>
sealed partial class TensorReplacement
{
    /// <summary>
    /// Converts the storages under tensors, each once and when it is read; shapes, strides and offsets stay, since they count
    /// elements. A storage that others use, too, stays as it is, and these tensors share a new one.
    /// </summary>
    /// <param name="tensors">Calls that have room, and what they make.</param>
    /// <param name="dtype">The dtype wanted; it has a storage class.</param>
    public void Convert(IEnumerable<(PyObject Node, Tensor Tensor)> tensors, DType dtype)
    {
        // Two parameters may stand around one call.
        HashSet<PyObject> seen = new(ReferenceEqualityComparer.Instance);
        Dictionary<(string Key, DType DType), List<Rebuilding>> groups = [];
        foreach ((PyObject node, Tensor tensor) in tensors)
        {
            (PyObject call, PickleValue callable, PyTuple arguments) = Plain(node);
            if (!seen.Add(call))
                continue;
            (string, DType) group = (((PyString)IdOf(arguments).Items[2]).Value, tensor.DType);
            if (!groups.TryGetValue(group, out var calls))
                groups.Add(group, calls = []);
            calls.Add(new(call, callable, arguments));
        }
        foreach (((string key, DType own), var calls) in groups)
            Convert(key, own, calls, dtype);
    }

    void Convert(string key, DType own, List<Rebuilding> calls, DType dtype)
    {
        (StorageReference reference, Storage storage) = _storages.Find(key)!;
        HashSet<PyTuple> places = new(calls.Select(call => call.Arguments), ReferenceEqualityComparer.Instance);
        PyString? newKey = places.Count == _uses[key] ? null : new(_keys.Next());
        if (newKey is not null)
        {
            _uses[key] -= places.Count;
            _uses[newKey.Value] = places.Count;
        }
        PyGlobal storageClass = Global("torch", dtype.Info().StorageName!);
        PyInt count = new(storage.ByteLength / own.ItemSize());
        Dictionary<PickleValue, PyPersistentId> ids = new(ReferenceEqualityComparer.Instance);
        foreach ((PyObject call, PickleValue callable, PyTuple arguments) in calls)
        {
            IReadOnlyList<PickleValue> old = arguments.Items, id = IdOf(arguments).Items;
            if (!ids.TryGetValue(old[0], out PyPersistentId? newId))
                ids.Add(old[0], newId = new(new PyTuple([id[0], storageClass, newKey ?? id[2], id[3], count, .. id.Skip(5).Select(_ => PyNone.Instance)])));
            // A part that had a name of its own (before 0.4) becomes an offset into the whole.
            PickleValue offset = id.Count > 5 && id[5] is PyTuple { Items: [_, PyInt start, _] } && old[1] is PyInt first ? new PyInt(start.Value + first.Value) : old[1];
            // Only the third form names the dtype, before the bits that conjugate and negate.
            bool named = Function(callable) == "torch._utils._rebuild_tensor_v3";
            Put(call, arguments, named ? Global("torch._utils", "_rebuild_tensor_v2") : callable, new PyTuple([newId, offset, .. old.Skip(2).Take(4), .. old.Skip(named ? 7 : 6)]));
        }
        IRecord elements = storage is RecordStorage { IsLoaded: false } lazy ? lazy.Record : new StorageRecord(storage);
        _storages.Set(new(StorageClass.Find(storageClass)!, newKey?.Value ?? key, reference.Location, storage.ByteLength / own.ItemSize(), null), new RecordStorage(new CastRecord(elements, own, dtype)));
    }

    // A call that makes a tensor.
    sealed record Rebuilding(PyObject Call, PickleValue Callable, PyTuple Arguments);

    static PyTuple IdOf(PyTuple arguments) => (PyTuple)((PyPersistentId)arguments.Items[0]).Id;
}
