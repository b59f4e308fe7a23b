using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Tensors made of several: sparse, quantized, nested.</content>
sealed partial class TorchObjects
{
    // (layout, (indices, values, size[, is_coalesced])) or (layout, (compressed, plain, values, size))
    TorchTensor RebuildSparse(IReadOnlyList<PickleValue> arguments, int depth)
    {
        if (arguments is [PyInt number, var size, PyBool, .., _] && arguments.Count is 6 or 7 && ScriptLayout(number) is { } known)
            return Sparse(known, [.. arguments.Skip(3).SkipLast(1), size], depth);
        CheckCount(arguments, 2, 2, "_rebuild_sparse_tensor");
        return arguments[1] is PyTuple { Items: var parts }
            ? Sparse(LayoutOf(arguments[0]), parts, depth)
            : throw Malformed($"a sparse tensor's parts are {Describe(arguments[1])}: a tuple was needed");
    }

    // TorchScript's pickler has (layout, size, requires_grad, tensors…, hooks), and the library's own numbers of layouts.
    static SparseLayout? ScriptLayout(PyInt number) => number.TryGetInt64(out long value)
        ? value switch { 1 => SparseLayout.Coo, 2 => SparseLayout.Csr, 4 => SparseLayout.Csc, 5 => SparseLayout.Bsr, 6 => SparseLayout.Bsc, _ => null }
        : null;

    TorchTensor Sparse(SparseLayout layout, IReadOnlyList<PickleValue> parts, int depth)
    {
        bool coo = layout == SparseLayout.Coo;
        CheckCount(parts, coo ? 3 : 4, 4, $"a {layout} tensor");
        TorchTensor indices = Inner(parts[0], depth, "a sparse tensor's indices");
        TorchTensor? plain = coo ? null : Inner(parts[1], depth, "a sparse tensor's plain indices");
        TorchTensor values = Inner(parts[coo ? 1 : 2], depth, "a sparse tensor's values");
        Shape shape = Shape.Create(Sizes(parts[coo ? 2 : 3]));
        bool? coalesced = coo && parts.Count > 3 && parts[3] is not PyNone ? Flag(parts[3], "is_coalesced") : null;
        SparseTensor sparse = new(layout, shape, InnerStrided(indices, "indices"), plain is null ? null : InnerStrided(plain, "plain indices"), InnerStrided(values, "values"), coalesced);
        CheckSparse(sparse);
        string[] names = layout switch
        {
            SparseLayout.Coo => ["indices", "values"],
            SparseLayout.Csr or SparseLayout.Bsr => ["crow_indices", "col_indices", "values"],
            SparseLayout.Csc or SparseLayout.Bsc => ["ccol_indices", "row_indices", "values"],
            _ => throw new ArgumentOutOfRangeException(nameof(layout)),
        };
        TorchTensor[] tensors = plain is null ? [indices, values] : [indices, plain, values];
        return new(TensorKind.Sparse, sparse, values.DType, shape, values.RequiresGrad) { Parts = [.. names.Zip(tensors)], Location = values.Location };
    }

    // (storage, offset, size, stride, (scheme, scale, zero_point) or (scheme, scales, zero_points, axis), requires_grad, hooks)
    TorchTensor RebuildQuantized(IReadOnlyList<PickleValue> arguments, int depth)
    {
        CheckCount(arguments, 7, 7, "_rebuild_qtensor");
        LocatedStorage located = StorageOf(arguments[0]);
        (StorageReference reference, Storage storage) = (located.Reference, located.Storage);
        if (reference.Class is not { QuantizedName: { } name, DType: { } dtype })
            throw Malformed("_rebuild_qtensor is given a storage whose elements are not quantized");
        if (arguments[4] is not PyTuple { Items: var scheme } || scheme.Count < 3 || !PyGlobal.TryName(scheme[0], out _, out string? schemeName))
            throw Malformed("a quantized tensor's scheme is no tuple (scheme, scale, zero point)");

        int perByte = name switch { "quint4x2" => 2, "quint2x4" => 4, _ => 1 };
        Layout layout = CheckView(storage.ByteLength > long.MaxValue / perByte ? long.MaxValue : storage.ByteLength * perByte, dtype.ItemSize(), arguments[1], arguments[2], arguments[3]);
        Tensor integers = perByte == 1
            ? new(storage, layout, dtype)
            : new(storage, Layout.Strided([storage.ByteLength], [1]), dtype);
        bool requiresGrad = Flag(arguments[5], "requires_grad");
        bool perChannel = schemeName.StartsWith("per_channel_", StringComparison.Ordinal);
        if (!perChannel)
        {
            if (scheme.Count != 3 || scheme[1] is not PyFloat { Value: var scale } || !IsScale(scale))
                throw Malformed("a quantized tensor's scale is no positive finite number");
            long zero = Integer(scheme[2], "a quantized tensor's zero point");
            QuantizedTensor quantized = new(name, integers, layout.Shape, Tensor.From<double>([scale], []), Tensor.From<long>([zero], []));
            return new(TensorKind.Quantized, quantized, name, layout.Shape, requiresGrad) { Parts = [("int_repr", Plain(integers))], Facts = [("scale", scheme[1]), ("zero_point", scheme[2])], Location = reference.Location };
        }

        if (scheme.Count != 4)
            throw Malformed($"a quantized tensor's scheme has {scheme.Count} items: (scheme, scales, zero points, axis) were needed");
        TorchTensor scales = Inner(scheme[1], depth, "a quantized tensor's scales"), zeros = Inner(scheme[2], depth, "a quantized tensor's zero points");
        long axis = Integer(scheme[3], "a quantized tensor's axis");
        if (axis < 0 || axis >= layout.Shape.Rank)
            throw Malformed($"a quantized tensor of {layout.Shape} has axis {axis}");
        Tensor scaleTensor = InnerStrided(scales, "scales"), zeroTensor = InnerStrided(zeros, "zero points");
        long channels = layout.Shape[(int)axis];
        if (scaleTensor.Rank != 1 || scaleTensor.ElementCount != channels || zeroTensor.Rank != 1 || zeroTensor.ElementCount != channels)
            throw Malformed($"a quantized tensor of {layout.Shape} has {scaleTensor.Shape} scales and {zeroTensor.Shape} zero points along axis {axis}");
        CheckScales(scaleTensor);
        return new(TensorKind.Quantized, new QuantizedTensor(name, integers, layout.Shape, scaleTensor, zeroTensor, (int)axis), name, layout.Shape, requiresGrad)
        {
            Parts = [("int_repr", Plain(integers)), ("scales", scales), ("zero_points", zeros)],
            Facts = [("axis", scheme[3])],
            Location = reference.Location,
        };
    }

    // (buffer, sizes, strides, offsets)
    TorchTensor RebuildNested(IReadOnlyList<PickleValue> arguments, int depth)
    {
        CheckCount(arguments, 4, 4, "_rebuild_nested_tensor");
        string[] names = ["values", "sizes", "strides", "offsets"];
        TorchTensor[] parts = [.. arguments.Select((argument, i) => Inner(argument, depth, $"a nested tensor's {names[i]}"))];
        Tensor[] tensors = [.. parts.Select((part, i) => InnerStrided(part, names[i]))];
        NestedTensor nested = new(tensors[0], tensors[1], tensors[2], tensors[3]);
        CheckNested(nested);
        return new(TensorKind.Nested, nested, parts[0].DType, null, parts[0].RequiresGrad) { Parts = [.. names.Zip(parts)], Location = parts[0].Location };
    }

    // (state, inner tensors by name, …): PyTorch's own bookkeeping around values and row offsets.
    TorchTensor RebuildJagged(IReadOnlyList<PickleValue> arguments, int depth)
    {
        if (arguments.Count == 0 || arguments[0] is not PyDict state)
            throw Malformed("a jagged tensor's state is no dict");
        List<(string, TorchTensor)> parts = [];
        foreach (string name in new[] { "values", "offsets", "lengths" })
            if (state.TryGet(name, out PickleValue? node) && node is not PyNone)
                parts.Add((name, Inner(node, depth, $"a jagged tensor's {name}")));
        if (parts.Count < 2 || parts[0].Item1 != "values" || parts[1].Item1 != "offsets")
            throw Malformed("a jagged tensor has no values or no offsets");
        TorchTensor values = parts[0].Item2;
        bool requiresGrad = state.TryGet("requires_grad", out PickleValue? grad) && grad is PyBool { Value: true };
        return new(TensorKind.Jagged, null, values.DType, null, requiresGrad || values.RequiresGrad) { Parts = parts, Location = values.Location };
    }

    static TorchTensor Plain(Tensor tensor) => new(TensorKind.Strided, tensor, tensor.DType.Name(), tensor.Shape, false);

    static bool IsScale(double scale) => scale > 0 && double.IsFinite(scale);

    void CheckScales(Tensor scales)
    {
        IEnumerable<double> values = scales.DType switch
        {
            DType.Float64 => scales.ToArray<double>(),
            DType.Float32 => scales.ToArray<float>().Select(scale => (double)scale),
            _ => throw Malformed($"a quantized tensor's scales are {scales.DType.Name()}: float64 were needed"),
        };
        if (!values.All(IsScale))
            throw Malformed("a quantized tensor's scales hold one that is not positive and finite");
    }

    // torch.serialization._get_layout('torch.sparse_coo')
    SparseLayout LayoutOf(PickleValue node)
    {
        if (node is PyObject { Form: PyObjectForm.Reduce, Arguments.Items: [PyString name] } call && PyGlobal.TryName(call.Callable, out string? module, out string? function)
            && (module, function) == ("torch.serialization", "_get_layout"))
            return name.Value switch
            {
                "torch.sparse_coo" => SparseLayout.Coo,
                "torch.sparse_csr" => SparseLayout.Csr,
                "torch.sparse_csc" => SparseLayout.Csc,
                "torch.sparse_bsr" => SparseLayout.Bsr,
                "torch.sparse_bsc" => SparseLayout.Bsc,
                _ => throw Malformed($"a sparse tensor's layout is {PtFormatException.Quote(name.Value)}"),
            };
        throw Malformed($"a sparse tensor's layout is {Describe(node)}");
    }

    long[] Sizes(PickleValue node)
    {
        long[] sizes = Integers(node, "size", stackalloc long[UsualDims]).ToArray();
        UInt128 count = 1;
        foreach (long size in sizes)
        {
            if (size < 0)
                throw Malformed($"a tensor of {Text(sizes)} has a negative size");
            if (size > 0 && (count *= (UInt128)size) > long.MaxValue)
                throw Malformed($"a tensor of {Text(sizes)} has more than 2^63 - 1 elements");
        }
        return sizes;
    }
}
