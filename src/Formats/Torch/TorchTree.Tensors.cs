using System.Globalization;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Tensors to the calls that rebuild them.</content>
sealed partial class TorchTree
{
    const string Utils = "torch._utils";

    readonly PyString _storageText;
    readonly PyString _cpuText;
    readonly List<TreeStorage> _storages = [];
    readonly Dictionary<Storage, (TreeStorage Storage, PyString Key, string Class, PythonPath? Place)> _byStorage = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<SparseLayout, PyObject> _layouts = [];

    /// <summary>The call that rebuilds a tensor, anew at every place.</summary>
    public PyObject Tensor(Tensor tensor, bool requiresGrad = false)
    {
        Layout layout = tensor.Layout;
        if (tensor.Device == Device.Meta)
            return Call(Utils, "_rebuild_meta_tensor_no_storage", new(DTypeGlobal(tensor.DType), Sizes(layout.Shape), Integers(layout.Strides), PyBool.Of(requiresGrad)));
        DTypeInfo info = tensor.DType.Info();
        if (info.StorageName is { } typed)
            return Rebuild("_rebuild_tensor_v2", PersistentId(tensor.Storage, "torch", typed, info.ItemSize), PyInt.Of(layout.Offset), Sizes(layout.Shape), Integers(layout.Strides), PyBool.Of(requiresGrad), Hooks());
        CheckDType(info.Name);
        // The function comes first in the pickle, hence its global, too; the dtype's comes after the hooks.
        return Rebuild("_rebuild_tensor_v3", [PersistentId(tensor.Storage, "torch.storage", "UntypedStorage", 1), .. View(layout), PyBool.Of(requiresGrad), Hooks(), DTypeGlobal(tensor.DType)]);
    }

    PyObject Sparse(SparseTensor sparse)
    {
        bool coo = sparse.Layout == SparseLayout.Coo;
        if (!_producer.HasAllSparseLayouts && sparse.Layout is not (SparseLayout.Coo or SparseLayout.Csr))
            throw Unwritable($"a {sparse.LayoutName} tensor", "2.0", "convert it to COO");
        // Python asks for the parts in this order, so storages are numbered in it.
        List<PickleValue> parts = [Value(sparse.Indices)];
        if (!coo)
            parts.Add(Value(sparse.PlainIndices));
        parts.Add(Value(sparse.Values));
        parts.Add(Call("torch", "Size", new(Sizes(sparse.Shape))));
        if (coo && _producer.HasAllSparseLayouts)
            parts.Add(PyBool.Of(sparse.IsCoalesced ?? false));
        return Rebuild(coo || _producer.HasAllSparseLayouts ? "_rebuild_sparse_tensor" : "_rebuild_sparse_csr_tensor", [SparseLayoutOf(sparse), new PyTuple(parts)]);
    }

    PyObject Quantized(QuantizedTensor quantized)
    {
        Tensor integers = quantized.Integers;
        (string storageClass, int itemBytes) = quantized.Name switch
        {
            "qint8" => ("QInt8Storage", 1),
            "quint8" => ("QUInt8Storage", 1),
            "qint32" => ("QInt32Storage", 4),
            "quint4x2" => ("QUInt4x2Storage", 1),
            "quint2x4" => ("QUInt2x4Storage", 1),
            _ => throw new ArgumentException($"{Place} is a quantized tensor of {quantized.Name}: qint8, quint8, qint32, quint4x2 and quint2x4 are known"),
        };
        // Where bytes hold several elements, the integers are the bytes in a row.
        Layout layout = integers.Shape == quantized.Shape ? integers.Layout : Layout.Dense(quantized.Shape);
        List<PickleValue> arguments = [PersistentId(integers.Storage, "torch", storageClass, itemBytes), .. View(layout)];
        arguments.Add(quantized.Axis is { } axis
            ? new PyTuple(Global("torch", "per_channel_affine"), Value(quantized.Scales), Value(quantized.ZeroPoints), new PyInt(axis))
            : new PyTuple(Global("torch", "per_tensor_affine"), new PyFloat(quantized.Scales.Item<double>()), new PyInt(quantized.ZeroPoints.Item<long>())));
        return Rebuild("_rebuild_qtensor", [.. arguments, PyBool.False, Hooks()]);
    }

    PyObject Nested(NestedTensor nested)
    {
        if (!_producer.HasNested)
            throw Unwritable("a nested tensor", "2.0", "save its parts as a list");
        return Rebuild("_rebuild_nested_tensor", [Value(nested.Buffer), Value(nested.Sizes), Value(nested.Strides), Value(nested.Offsets)]);
    }

    PyObject Rebuild(string function, params PickleValue[] arguments) => Call(Utils, function, InOnePlace(new PyTuple(arguments, Nesting.Above(arguments))));

    PyObject Hooks() => InOnePlace(NewOrderedDict());

    PickleValue[] View(Layout layout) => [PyInt.Of(layout.Offset), Sizes(layout.Shape), Integers(layout.Strides)];

    PyTuple Sizes(Shape shape) => Integers(shape.AsSpan());

    PyTuple Integers(ReadOnlySpan<long> values)
    {
        PickleValue[] items = new PickleValue[values.Length];
        for (int i = 0; i < items.Length; i++)
            items[i] = PyInt.Of(values[i]);
        return InOnePlace(new PyTuple(items, depth: 1));
    }

    PyGlobal DTypeGlobal(DType dtype) => Global("torch", dtype.Name());

    PyObject SparseLayoutOf(SparseTensor sparse)
    {
        if (!_layouts.TryGetValue(sparse.Layout, out PyObject? known))
            _layouts.Add(sparse.Layout, known = Call("torch.serialization", "_get_layout", new(_texts.Made($"torch.{sparse.LayoutName}"))));
        return known;
    }

    /// <summary>What stands for a storage, anew at every place.</summary>
    /// <exception cref="ArgumentException">The storage stands there already as one of other elements.</exception>
    public PyPersistentId PersistentId(Storage storage, string module, string storageClass, int itemBytes)
    {
        if (storage.ByteLength % itemBytes != 0)
            throw new ArgumentException($"{Place} lies in a storage of {storage.ByteLength} bytes, no whole number of elements of {itemBytes}: save a Clone() of it");
        if (!_byStorage.TryGetValue(storage, out var known))
        {
            string key = _storages.Count.ToString(CultureInfo.InvariantCulture);
            known = (new(key, storage, storage.ByteLength / itemBytes), new(key), storageClass, _path);
            _storages.Add(known.Storage);
            _byStorage.Add(storage, known);
        }
        else if (ElementsOf(known.Class) != ElementsOf(storageClass) && storage.ByteLength > 0)
            throw new ArgumentException($"Cannot save multiple tensors or storages that view the same data as different types: {PlaceOf(known.Place)} sees it as {known.Class}, {Place} as {storageClass}; save a Clone() of one of them");
        // Legacy files spell the key anew at every place, zip files keep the text.
        PyGlobal type = Global(module, storageClass);
        PickleValue count = PyInt.Of(storage.ByteLength / itemBytes);
        PickleValue[] id = _legacy
            ? [_storageText, type, new PyString(known.Storage.Key), Location(storage.Device), count, PyNone.Instance]
            : [_storageText, type, known.Key, Location(storage.Device), count];
        return new(InOnePlace(new PyTuple(id, depth: 1)));
    }

    // To PyTorch an untyped storage is one of uint8.
    static string ElementsOf(string storageClass) => storageClass == "UntypedStorage" ? "ByteStorage" : storageClass;

    // Other devices than PyTorch's could not be found again.
    PyString Location(Device device) => device.Name.StartsWith("cuda:", StringComparison.Ordinal) ? new(device.Name) : _cpuText;

    void CheckDType(string name)
    {
        (int Major, int Minor) since = name switch
        {
            "float8_e8m0fnu" => (2, 7),
            "float4_e2m1fn_x2" => (2, 8),
            "bcomplex32" => (2, 14),
            _ => (2, 3),
        };
        if (!_producer.IsTorch(since.Major, since.Minor))
            throw Unwritable($"a tensor of {name}", $"{since.Major}.{since.Minor}", "convert it to another dtype");
    }

    ArgumentException Unwritable(string what, string since, string remedy) =>
        new($"{Place} is {what}, which {_producer} cannot write: {remedy}, or choose a Producer from {since} on, such as {nameof(PtProducer)}.{nameof(PtProducer.Torch214)}");
}
