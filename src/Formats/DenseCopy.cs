using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A sparse tensor written out, bit for bit. Compressed layouts are [batch…, rows, columns, dense…] with blocks of h rows and w
/// columns, 1 by 1 where there are none; COO names each block of dense dimensions by its coordinates.
/// </summary>
static class DenseCopy
{
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="sparse">Checked as every sparse tensor of a file is.</param>
    /// <param name="limits">How large the copy may become.</param>
    /// <exception cref="PtFormatException">The copy is beyond the limit.</exception>
    /// <exception cref="ArgumentException">Coordinates stand there twice: their values would have to be added.</exception>
    public static Tensor Of(string name, SparseTensor sparse, LoadLimits limits)
    {
        int itemBytes = sparse.DType.ItemSize();
        UInt128 bytes = (UInt128)sparse.Shape.ElementCount * (UInt128)itemBytes;
        long most = limits.MaxMaterializedBytes(sparse.Values.Storage.ByteLength);
        if (bytes > (UInt128)most)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"{name}: the elements of {sparse} take {bytes} bytes when written out; {nameof(LoadLimits)}.{nameof(LoadLimits.MinMaterializedBytes)} allows {most}");
        Tensor dense = Tensor.Zeros(sparse.Shape, sparse.DType);
        Target target = new(dense, sparse.Values.ToDense());
        if (sparse.Layout == SparseLayout.Coo)
            Coordinates(name, sparse, target);
        else
            Compressed(sparse, target);
        return dense;
    }

    static void Coordinates(string name, SparseTensor sparse, Target target)
    {
        long[] indices = sparse.Indices.ToArray<long>();
        int dimensions = (int)sparse.Indices.Shape[0];
        long count = sparse.Count, block = Product(sparse.Shape.AsSpan()[dimensions..]);
        HashSet<long>? seen = sparse.IsCoalesced == true ? null : [];
        for (long k = 0; k < count; k++)
        {
            long at = 0;
            for (int d = 0; d < dimensions; d++)
                at = at * sparse.Shape[d] + indices[d * count + k];
            if (seen?.Add(at) == false)
                throw new ArgumentException($"{name} has values at the same coordinates, which have to be added: coalesce() it in PyTorch first");
            target.Copy(k * block, at * block, block);
        }
    }

    static void Compressed(SparseTensor sparse, Target target)
    {
        bool byRow = sparse.Layout is SparseLayout.Csr or SparseLayout.Bsr, hasBlocks = sparse.Layout is SparseLayout.Bsr or SparseLayout.Bsc;
        int batchRank = sparse.Indices.Shape.Rank - 1;
        ReadOnlySpan<long> shape = sparse.Shape.AsSpan(), values = sparse.Values.Shape.AsSpan();
        long[] starts = Integers(sparse.Indices), others = Integers(sparse.PlainIndices!);
        long lines = sparse.Indices.Shape[-1] - 1, count = sparse.PlainIndices!.Shape[-1], batches = Product(shape[..batchRank]);
        long rows = shape[batchRank], columns = shape[batchRank + 1];
        (long h, long w) = hasBlocks ? (values[batchRank + 1], values[batchRank + 2]) : (1, 1);
        long inner = Product(shape[(batchRank + 2)..]);
        for (long batch = 0; batch < batches; batch++)
            for (long line = 0; line < lines; line++)
                for (long k = starts[batch * (lines + 1) + line]; k < starts[batch * (lines + 1) + line + 1]; k++)
                {
                    long other = others[batch * count + k];
                    (long row, long column) = byRow ? (line, other) : (other, line);
                    for (long u = 0; u < h; u++)
                        target.Copy(((batch * count + k) * h + u) * w * inner, ((batch * rows + row * h + u) * columns + column * w) * inner, w * inner);
                }
    }

    static long[] Integers(Tensor indices) => indices.DType == DType.Int64 ? indices.ToArray<long>() : [.. indices.ToArray<int>().Select(index => (long)index)];

    static long Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
            product *= size;
        return product;
    }

    readonly struct Target(Tensor dense, Tensor values)
    {
        readonly int _itemBytes = dense.DType.ItemSize();

        // All counted in elements.
        public void Copy(long from, long to, long count)
        {
            int bytes = checked((int)(count * _itemBytes));
            ReadOnlySpan<byte> source = values.Storage.BorrowBytes((values.Layout.Offset + from) * _itemBytes, bytes);
            source.CopyTo(dense.Storage.BorrowBytesForWriting(to * _itemBytes, bytes));
            GC.KeepAlive(values);
        }
    }
}
