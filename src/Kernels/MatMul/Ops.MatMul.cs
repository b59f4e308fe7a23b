using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// The matrix product, by PyTorch's rules: a vector on the left is a row and on the right a column, and leading dimensions
    /// are batches that broadcast.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        MatMulOp op = new();
        if (a.Rank == 0 || b.Rank == 0)
            throw new ArgumentException($"matmul: operands are {a.Shape} and {b.Shape}: both need at least one dimension");
        RequireDType(op, "the other operand", b, a);
        Tensor left = a.Rank == 1 ? a.Unsqueeze(0) : a, right = b.Rank == 1 ? b.Unsqueeze(1) : b;
        if (left.Shape[-1] != right.Shape[-2])
            throw new ArgumentException($"matmul: the rows of {a.Shape} have {left.Shape[-1]} elements, the columns of {b.Shape} have {right.Shape[-2]}");

        long m = left.Shape[-2], k = left.Shape[-1], n = right.Shape[-1];
        long[] batch = Broadcast(op, a.Shape, b.Shape, left.Shape.AsSpan()[..^2], right.Shape.AsSpan()[..^2]);
        Tensor product;
        long rows = Shape.Create([.. batch, m]).ElementCount;
        if (right.Rank == 2 && left.Layout.TryReshape([1, rows, k], out _))
            // One matrix for the whole batch: the batch is more rows.
            product = Run(op, a.DType, [1, rows, n], Reshape(left, 1, rows, k), right.Unsqueeze(0));
        else
            product = Run(op, a.DType, [.. batch, m, n], left.Expand([.. batch, m, k]), right.Expand([.. batch, k, n]));
        long[] rowSize = a.Rank == 1 ? [] : [m], columnSize = b.Rank == 1 ? [] : [n];
        return product.View([.. batch, .. rowSize, .. columnSize]);
    }

    // Sizes from the end must be equal or 1.
    static long[] Broadcast(Op op, Shape a, Shape b, ReadOnlySpan<long> left, ReadOnlySpan<long> right)
    {
        long[] sizes = new long[Math.Max(left.Length, right.Length)];
        for (int i = 1; i <= sizes.Length; i++)
        {
            long x = i <= left.Length ? left[^i] : 1, y = i <= right.Length ? right[^i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ArgumentException($"{op.Name}: the batches of {a} and {b} do not broadcast: {x} against {y}");
            sizes[^i] = x == 1 ? y : x;
        }
        return sizes;
    }
}
