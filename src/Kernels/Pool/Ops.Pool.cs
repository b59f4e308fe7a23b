using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Windows over [N, C, …] or [C, …] with one, two or three dimensions at the end; the same rank comes out.</content>
public static partial class Ops
{
    /// <summary>The largest element of each window.</summary>
    /// <exception cref="ArgumentException">The input has another rank, or the windows do not fit it.</exception>
    public static Tensor MaxPool(Tensor x, MaxPoolOp op) => Run(op with { ReturnIndices = false }, x.DType, PoolShape(op, x, op.Dilation), x);

    /// <summary><see cref="MaxPool"/>, and which element it was: int64, counted within the dimensions of a window.</summary>
    /// <inheritdoc cref="MaxPool"/>
    public static (Tensor Output, Tensor Indices) MaxPoolWithIndices(Tensor x, MaxPoolOp op) =>
        RunWithIndices(op with { ReturnIndices = true }, PoolShape(op, x, op.Dilation), x);

    /// <summary>The mean of each window.</summary>
    /// <exception cref="ArgumentException">The input has another rank, the windows do not fit it, or the divisor is 0.</exception>
    public static Tensor AvgPool(Tensor x, AvgPoolOp op) => op.DivisorOverride == 0
        ? throw new ArgumentException($"{op.Name}: the divisor is 0, any other number was needed")
        : Run(op, x.DType, PoolShape(op, x, 1), x);

    /// <summary>The mean of each of a given number of windows that share the input evenly.</summary>
    /// <exception cref="ArgumentException">The input has another rank or an empty dimension, or a number is negative.</exception>
    public static Tensor AdaptiveAvgPool(Tensor x, AdaptiveAvgPoolOp op) => Run(op, x.DType, AdaptiveShape(op, op.Rank, op.Size, x), x);

    /// <summary>The largest element of each of a given number of windows that share the input evenly.</summary>
    /// <inheritdoc cref="AdaptiveAvgPool"/>
    public static Tensor AdaptiveMaxPool(Tensor x, AdaptiveMaxPoolOp op) =>
        Run(op with { ReturnIndices = false }, x.DType, AdaptiveShape(op, op.Rank, op.Size, x), x);

    /// <summary><see cref="AdaptiveMaxPool"/>, and which element it was: int64, counted within the dimensions of a window.</summary>
    /// <inheritdoc cref="AdaptiveAvgPool"/>
    public static (Tensor Output, Tensor Indices) AdaptiveMaxPoolWithIndices(Tensor x, AdaptiveMaxPoolOp op) =>
        RunWithIndices(op with { ReturnIndices = true }, AdaptiveShape(op, op.Rank, op.Size, x), x);

    /// <summary>(the sum of x^norm in each window)^(1 / norm); as in PyTorch, the sum of a window that reaches past the end is scaled up.</summary>
    /// <param name="x">As <see cref="AvgPool"/> takes it.</param>
    /// <param name="norm">The power; not 0.</param>
    /// <param name="op">The windows.</param>
    /// <exception cref="ArgumentException">The input has another rank, the windows do not fit it, or the power is 0.</exception>
    public static Tensor LpPool(Tensor x, double norm, AvgPoolOp op)
    {
        if (norm == 0)
            throw new ArgumentException($"lp_pool{op.Rank}d: the norm of input {x.Shape} is 0, which has no root: any other number was needed");
        return Pow(Mul(AvgPool(Pow(x, norm), op), (double)op.Kernel.Volume), 1 / norm);
    }

    static (Tensor Output, Tensor Indices) RunWithIndices(Op op, Shape shape, Tensor x)
    {
        IBackend backend = Backend.For(op, [x]);
        Tensor output = Tensor.Uninitialized(shape, x.DType, backend.Device), indices = Tensor.Uninitialized(shape, DType.Int64, backend.Device);
        Run(backend, op, [x], [output, indices]);
        return (output, indices);
    }

    /// <summary>What a pooling makes of a shape, which may lack the batch.</summary>
    internal static Shape PoolShape(MaxPoolOp op, Shape input) => PoolShape(op, input, op.Dilation);

    static Shape PoolShape(PoolOp op, Tensor x, Size3 dilation)
    {
        CheckPooled(op, op.Rank, x);
        return PoolShape(op, x.Shape, dilation);
    }

    static Shape PoolShape(PoolOp op, Shape input, Size3 dilation)
    {
        RequireAtLeast(op.Name, "kernel", op.Rank, op.Kernel, 1);
        RequireAtLeast(op.Name, "stride", op.Rank, op.Stride, 1);
        RequireAtLeast(op.Name, "padding", op.Rank, op.Padding, 0);
        RequireAtLeast(op.Name, "dilation", op.Rank, dilation, 1);
        long[] sizes = [.. input];
        for (int i = 1; i <= op.Rank; i++)
        {
            int d = 3 - i;
            // PyTorch's rule; dilation widens the window, not what may be padded.
            if (op.Padding[d] > op.Kernel[d] / 2)
                throw new ArgumentException($"{op.Name}: padding is {op.Padding.ToString(op.Rank)}, at most half of kernel {op.Kernel.ToString(op.Rank)} was expected");
            sizes[^i] = WindowCount(input[-i], op.Kernel[d], op.Stride[d], op.Padding[d], dilation[d], op.CeilMode);
            if (sizes[^i] < 1)
                throw new ArgumentException($"{op.Name}: kernel {op.Kernel.ToString(op.Rank)} is larger than input {input} with padding {op.Padding.ToString(op.Rank)} and dilation {dilation.ToString(op.Rank)}");
        }
        return Shape.Create(sizes);
    }

    static Shape AdaptiveShape(Op op, int rank, Size3 size, Tensor x)
    {
        CheckPooled(op, rank, x);
        RequireAtLeast(op.Name, "output size", rank, size, 0);
        long[] sizes = [.. x.Shape];
        for (int i = 1; i <= rank; i++)
            sizes[^i] = x.Shape[-i] > 0 ? size[3 - i] : throw new ArgumentException($"{op.Name}: input {x.Shape} has nothing to share along dimension {x.Rank - i}");
        return Shape.Create(sizes);
    }

    static void CheckPooled(Op op, int rank, Tensor x)
    {
        if (rank is < 1 or > 3)
            throw new ArgumentException($"{op.Name}: windows have 1, 2 or 3 dimensions, not {rank}");
        HasBatch(op.Name, rank, x);
    }
}
