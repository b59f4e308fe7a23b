using System.Diagnostics.CodeAnalysis;
using PtFormat.Formats.Script;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Tensors over one storage.</content>
sealed partial class TorchObjects
{
    // (storage, offset, size, stride[, requires_grad, hooks[, metadata]])
    TorchTensor RebuildTensor(IReadOnlyList<PickleValue> arguments, int least, int most)
    {
        CheckCount(arguments, least, most, least == 4 ? "_rebuild_tensor" : "_rebuild_tensor_v2");
        LocatedStorage storage = StorageOf(arguments[0]);
        if (storage.Reference.Class.DType is not { } dtype || storage.Reference.Class.QuantizedName is not null)
            throw Malformed("_rebuild_tensor_v2 is given a storage without a plain element type");
        bool requiresGrad = arguments.Count > 4 && Flag(arguments[4], "requires_grad");
        return Strided(storage, dtype, arguments, requiresGrad, arguments.Count > 6 ? arguments[6] : null);
    }

    // (storage, offset, size, stride, requires_grad, hooks, dtype[, metadata]): for dtypes without a storage class.
    TorchTensor RebuildTensorV3(IReadOnlyList<PickleValue> arguments)
    {
        CheckCount(arguments, 7, 8, "_rebuild_tensor_v3");
        return Strided(StorageOf(arguments[0]), DTypeOf(arguments[6]), arguments, Flag(arguments[4], "requires_grad"), arguments.Count > 7 ? arguments[7] : null);
    }

    TorchTensor Strided(LocatedStorage part, DType dtype, IReadOnlyList<PickleValue> arguments, bool requiresGrad, PickleValue? metadata)
    {
        (StorageReference reference, Storage storage) = (part.Reference, part.Storage);
        Layout layout = CheckView(storage.ByteLength, dtype.ItemSize(), arguments[1], arguments[2], arguments[3]);
        (bool conjugated, bool negated) = Bits(metadata);
        if (conjugated && dtype is not (DType.Complex32 or DType.Complex64 or DType.Complex128 or DType.BComplex32))
            throw Malformed($"a {dtype.Name()} tensor is marked as conjugated: only complex numbers have a conjugate");
        return new(storage.Device == Device.Meta ? TensorKind.Meta : TensorKind.Strided, new Tensor(storage, layout, dtype), dtype.Name(), layout.Shape, requiresGrad)
        {
            IsConjugated = conjugated,
            IsNegated = negated,
            Location = reference.Location,
        };
    }

    // (data, requires_grad, hooks[, attributes])
    TorchTensor RebuildParameter(IReadOnlyList<PickleValue> arguments, int count, int depth)
    {
        CheckCount(arguments, count, count, "_rebuild_parameter");
        return Inner(arguments[0], depth, "a parameter's data") with
        {
            RequiresGrad = Flag(arguments[1], "requires_grad"),
            IsParameter = true,
            State = count > 3 ? arguments[3] : null,
        };
    }

    // (function, class, its arguments, attributes): a subclass, or a plain tensor that carries Python attributes.
    TorchTensor RebuildFromType(IReadOnlyList<PickleValue> arguments, int depth)
    {
        CheckCount(arguments, 4, 4, "_rebuild_from_type_v2");
        if (!PyGlobal.TryName(arguments[0], out string? module, out string? name) || !Builders.TryGetValue($"{module}.{name}", out Builder? builder))
            throw content.Origin.Error(PtErrorKind.Unsupported, $"a tensor subclass is rebuilt by {Describe(arguments[0])}, which PtFormat does not know", _offset);
        if (arguments[2] is not PyTuple inner)
            throw Malformed("the arguments of _rebuild_from_type_v2 hold no tuple for the inner function");
        if (depth > MaxDepth)
            throw Malformed($"tensors are wrapped in each other more than {MaxDepth} times");
        if (!PyGlobal.TryName(arguments[1], out string? typeModule, out string? typeName))
            throw Malformed($"a tensor's class is {Describe(arguments[1])}: a class was needed");
        // The inner function is no call with a node of its own.
        _open[depth + 1] = null;
        TorchTensor tensor = builder(this, inner.Items, depth + 1);
        bool isParameter = (typeModule, typeName) == ("torch.nn.parameter", "Parameter")
            || arguments[3] is PyDict state && state.TryGet("_is_param", out PickleValue? mark) && mark is PyBool { Value: true };
        return tensor with
        {
            IsParameter = tensor.IsParameter || isParameter,
            TypeName = (typeModule, typeName) is ("torch", "Tensor") or ("torch.nn.parameter", "Parameter") ? null : $"{typeModule}.{typeName}",
            State = arguments[3] is PyNone ? null : arguments[3],
        };
    }

    // (dtype, size, stride, requires_grad)
    TorchTensor RebuildMeta(IReadOnlyList<PickleValue> arguments)
    {
        CheckCount(arguments, 4, 4, "_rebuild_meta_tensor_no_storage");
        DType dtype = DTypeOf(arguments[0]);
        Layout layout = CheckView(long.MaxValue, dtype.ItemSize(), PyIntZero, arguments[1], arguments[2]);
        long bytes = checked(layout.RequiredElements * dtype.ItemSize());
        return new(TensorKind.Meta, new Tensor(Device.Meta.Allocate(bytes), layout, dtype), dtype.Name(), layout.Shape, Flag(arguments[3], "requires_grad")) { Location = "meta" };
    }

    // (tensor, dtype, device, requires_grad)
    TorchTensor RebuildOnDevice(IReadOnlyList<PickleValue> arguments, int depth)
    {
        CheckCount(arguments, 4, 4, "_rebuild_device_tensor_from_cpu_tensor");
        return Inner(arguments[0], depth, "a device tensor's data") with
        {
            RequiresGrad = Flag(arguments[3], "requires_grad"),
            Location = arguments[2] is PyString device ? device.Value : throw Malformed("a tensor's device is no text"),
        };
    }

    TorchTensor RebuildUninitialized(IReadOnlyList<PickleValue> arguments, bool isParameter)
    {
        CheckCount(arguments, 0, 4, isParameter ? "UninitializedParameter" : "UninitializedBuffer");
        bool requiresGrad = arguments.Count == 0 ? isParameter : Flag(arguments[0], "requires_grad");
        return new(TensorKind.Uninitialized, null, DType.Float32.Name(), null, requiresGrad) { IsParameter = isParameter };
    }

    const int UsualDims = 8;

    static readonly PyInt PyIntZero = new(0);

    Layout? _lastLayout;

    LocatedStorage StorageOf(PickleValue node)
    {
        if (TryStorage(node, out LocatedStorage? storage))
            return storage;
        throw Malformed($"a tensor's storage is {Describe(node)}: a persistent id was needed");
    }

    /// <summary>The storage that a node stands for: a persistent id, or a file inside the pickle that holds one.</summary>
    public bool TryStorage(PickleValue node, [NotNullWhen(true)] out LocatedStorage? storage)
    {
        // As many steps as files may lie in one another.
        TorchContent file = content;
        while (NestedFiles.IsCall(node))
        {
            file = file.Nested.Get((PyObject)node, file.Origin);
            node = file.Tree;
        }
        storage = node is PyPersistentId { Class: null } id && file.Storages.TensorOf(id) is null ? file.Storages.Get(id) : null;
        return storage is not null;
    }

    /// <summary>The one check of a view against its storage: every rebuild function comes through here.</summary>
    Layout CheckView(long storageBytes, int itemSize, PickleValue offset, PickleValue size, PickleValue stride)
    {
        ReadOnlySpan<long> sizes = Integers(size, "size", stackalloc long[UsualDims]), strides = Integers(stride, "stride", stackalloc long[UsualDims]);
        long first = Integer(offset, "a tensor's offset");
        if (sizes.Length != strides.Length)
            throw Malformed($"a tensor has {sizes.Length} sizes and {strides.Length} strides");
        if (sizes.Length > options.Limits.MaxDims)
            throw Limit($"a tensor has {sizes.Length} dimensions; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxDims)} is {options.Limits.MaxDims}");
        if (first < 0 || sizes.ContainsAnyInRange(long.MinValue, -1) || strides.ContainsAnyInRange(long.MinValue, -1))
            throw Malformed($"a tensor of {Text(sizes)} with strides {Text(strides)} at offset {first} holds a negative number");

        UInt128 last = (UInt128)first;
        UInt128 count = 1;
        bool empty = sizes.Contains(0);
        for (int i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == 0)
                continue;
            last += (UInt128)(sizes[i] - 1) * (UInt128)strides[i];
            // Beside a size of 0, too: no shape holds such numbers.
            count *= (UInt128)sizes[i];
            if (count > long.MaxValue)
                throw Malformed($"a tensor of {Text(sizes)} has more than 2^63 - 1 elements");
        }
        // A view without elements touches nothing, wherever it starts.
        if (!empty && (last + 1) * (UInt128)itemSize > (UInt128)storageBytes)
            throw Malformed($"a tensor of {Text(sizes)} with strides {Text(strides)} at offset {first} reaches element {last} of a storage of {storageBytes / itemSize}");
        // Neighbours are often alike, and a layout never changes.
        if (_lastLayout is { } known && known.Offset == first && known.Shape.AsSpan().SequenceEqual(sizes) && known.Strides.SequenceEqual(strides))
            return known;
        return _lastLayout = Layout.Strided(Shape.Create(sizes), strides, first);
    }

    // In the buffer where it is large enough.
    ReadOnlySpan<long> Integers(PickleValue node, string what, Span<long> buffer)
    {
        if (node is PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [PyTuple sizes] } call && PyGlobal.TryName(call.Callable, out string? module, out string? name)
            && (module, name) == ("torch", "Size"))
            node = sizes;
        if (node is not PyTuple tuple)
            throw Malformed($"a tensor's {what} is {Describe(node)}: a tuple of integers was needed");
        // Checked before the array is made: a tuple may be long, dimensions are few.
        if (tuple.Items.Count > options.Limits.MaxDims)
            throw Limit($"a tensor has {tuple.Items.Count} dimensions; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxDims)} is {options.Limits.MaxDims}");
        Span<long> values = tuple.Items.Count <= buffer.Length ? buffer[..tuple.Items.Count] : new long[tuple.Items.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = tuple.Items[i] is PyInt number && number.TryGetInt64(out long value) ? value : Integer(tuple.Items[i], $"a tensor's {what}");
        return values;
    }

    (bool Conjugated, bool Negated) Bits(PickleValue? metadata)
    {
        if (metadata is null or PyNone)
            return default;
        if (ScriptValues.Untagged(metadata) is not PyDict bits)
            throw Malformed($"a tensor's metadata are {Describe(metadata)}: a dict was needed");
        return (bits.TryGet("conj", out PickleValue? conj) && Flag(conj, "conj"), bits.TryGet("neg", out PickleValue? neg) && Flag(neg, "neg"));
    }

    static string Text(ReadOnlySpan<long> values) => $"[{string.Join(", ", values[..Math.Min(values.Length, 16)].ToArray())}{(values.Length > 16 ? ", …" : "")}]";
}
