using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Checks of index tensors: a sparse or nested tensor with an index out of range would read foreign memory in a kernel.</content>
sealed partial class TorchObjects
{
    void CheckSparse(SparseTensor sparse)
    {
        if (sparse.Layout == SparseLayout.Coo)
            CheckCoo(sparse);
        else
            CheckCompressed(sparse);
    }

    void CheckCoo(SparseTensor sparse)
    {
        (Shape indices, Shape values, Shape shape) = (sparse.Indices.Shape, sparse.Values.Shape, sparse.Shape);
        if (indices.Rank != 2 || values.Rank < 1 || values[0] != indices[1] || indices[0] + values.Rank - 1 != shape.Rank
            || !values.AsSpan()[1..].SequenceEqual(shape.AsSpan()[(int)indices[0]..]))
            throw Malformed($"a sparse tensor of {shape} has indices {indices} and values {values}");
        long[] positions = Positions(sparse.Indices, "indices");
        int count = (int)indices[1];
        for (int i = 0; i < positions.Length; i++)
            if (positions[i] < 0 || positions[i] >= shape[i / count])
                throw Malformed($"a sparse tensor of {shape} has index {positions[i]} in dimension {i / count}");
    }

    // CSR of a [batch…, rows, columns, dense…] tensor; CSC with rows and columns exchanged; BSR and BSC count blocks.
    void CheckCompressed(SparseTensor sparse)
    {
        (Shape compressed, Shape plain, Shape values, Shape shape) = (sparse.Indices.Shape, sparse.PlainIndices!.Shape, sparse.Values.Shape, sparse.Shape);
        bool blocks = sparse.Layout is SparseLayout.Bsr or SparseLayout.Bsc;
        int batch = compressed.Rank - 1;
        int dense = values.Rank - batch - 1 - (blocks ? 2 : 0);
        bool fits = batch >= 0 && dense >= 0 && plain.Rank == batch + 1 && shape.Rank == batch + 2 + dense && compressed[-1] >= 1
            && values[batch] == plain[-1]
            && compressed.AsSpan()[..batch].SequenceEqual(shape.AsSpan()[..batch])
            && plain.AsSpan()[..batch].SequenceEqual(shape.AsSpan()[..batch])
            && values.AsSpan()[..batch].SequenceEqual(shape.AsSpan()[..batch])
            && values.AsSpan()[^dense..].SequenceEqual(shape.AsSpan()[^dense..]);
        bool byRow = sparse.Layout is SparseLayout.Csr or SparseLayout.Bsr;
        long pointers = 0, range = 0;
        if (fits)
        {
            (long rows, long columns) = (shape[batch], shape[batch + 1]);
            if (blocks)
            {
                (long high, long wide) = (values[batch + 1], values[batch + 2]);
                fits = high > 0 && wide > 0 && rows % high == 0 && columns % wide == 0;
                (rows, columns) = fits ? (rows / high, columns / wide) : default;
            }
            (pointers, range) = byRow ? (rows, columns) : (columns, rows);
        }
        if (!fits || compressed[-1] - 1 != pointers)
            throw Malformed($"a {sparse.LayoutName} tensor of {shape} has indices {compressed} and {plain} and values {values}");

        long[] starts = Positions(sparse.Indices, "compressed indices"), positions = Positions(sparse.PlainIndices, "plain indices");
        long count = plain[-1];
        for (int i = 0; i < starts.Length; i++)
        {
            long at = i % (pointers + 1);
            if (at == 0 ? starts[i] != 0 : starts[i] < starts[i - 1] || starts[i] > count)
                throw Malformed($"a {sparse.LayoutName} tensor's pointers hold {starts[i]} at position {at}: they rise from 0 to {count}");
            if (at == pointers && starts[i] != count)
                throw Malformed($"a {sparse.LayoutName} tensor's pointers end at {starts[i]}: {count} values were given");
        }
        foreach (long position in positions)
            if (position < 0 || position >= range)
                throw Malformed($"a {sparse.LayoutName} tensor of {shape} has index {position}: 0 to {range - 1} were possible");
    }

    void CheckNested(NestedTensor nested)
    {
        (Shape sizes, Shape strides, Shape offsets) = (nested.Sizes.Shape, nested.Strides.Shape, nested.Offsets.Shape);
        if (nested.Buffer.Rank != 1 || sizes.Rank != 2 || strides != sizes || offsets.Rank != 1 || offsets[0] != sizes[0])
            throw Malformed($"a nested tensor has a buffer {nested.Buffer.Shape}, sizes {sizes}, strides {strides} and offsets {offsets}");
        long[] size = Positions(nested.Sizes, "sizes"), stride = Positions(nested.Strides, "strides"), offset = Positions(nested.Offsets, "offsets");
        int rank = (int)sizes[1];
        for (int part = 0; part < offset.Length; part++)
            CheckView(nested.Buffer.ElementCount, 1, new PyInt(offset[part]),
                new PyTuple(size.Skip(part * rank).Take(rank).Select(value => new PyInt(value))),
                new PyTuple(stride.Skip(part * rank).Take(rank).Select(value => new PyInt(value))));
    }

    long[] Positions(Tensor tensor, string what)
    {
        long bytes = tensor.ElementCount > long.MaxValue / sizeof(long) ? long.MaxValue : tensor.ElementCount * sizeof(long);
        if (bytes > Math.Min(options.Limits.MaxMaterializedBytes(tensor.Storage.ByteLength), Array.MaxLength))
            throw Limit($"a tensor's {what} of {tensor.Shape} repeat a storage of {tensor.Storage.ByteLength} bytes too often");
        return tensor.DType switch
        {
            DType.Int64 => tensor.ToArray<long>(),
            DType.Int32 => [.. tensor.ToArray<int>().Select(value => (long)value)],
            _ => throw Malformed($"a tensor's {what} are {tensor.DType.Name()}: int64 were needed"),
        };
    }
}
