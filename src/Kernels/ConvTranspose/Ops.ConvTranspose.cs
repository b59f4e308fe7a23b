using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// Transposed convolution: [N, C, …] or [C, …] in, [N, O, …] or [O, …] out, where a size becomes
    /// <c>(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + output padding</c>.
    /// </summary>
    /// <param name="x">Signals, images or volumes, as the op's rank says.</param>
    /// <param name="weight">[C, O / groups, …] with the kernel's sizes.</param>
    /// <param name="bias">[O], or null.</param>
    /// <param name="op">Rank, stride, padding, output padding, dilation and groups.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor ConvTranspose(Tensor x, Tensor weight, Tensor? bias, ConvTransposeOp op)
    {
        if (op.Rank is < 1 or > 3)
            throw new ArgumentException($"{op.Name}: kernels have 1, 2 or 3 dimensions, not {op.Rank}");
        Size3 kernel = CheckConvolution(op.Name, op.Rank, x, weight, bias, isTransposed: true, op.Stride, op.Padding, op.Dilation, op.Groups);
        RequireAtLeast(op.Name, "output padding", op.Rank, op.OutputPadding, 0);
        long[] sizes = [x.Rank == op.Rank + 2 ? x.Shape[0] : 1, weight.Shape[1] * op.Groups, .. new long[op.Rank]];
        for (int i = 1; i <= op.Rank; i++)
        {
            int d = 3 - i;
            if (op.OutputPadding[d] >= Math.Max(op.Stride[d], op.Dilation[d]))
                throw new ArgumentException($"{op.Name}: output padding is {op.OutputPadding.ToString(op.Rank)}, less than stride {op.Stride.ToString(op.Rank)} or dilation {op.Dilation.ToString(op.Rank)} was needed");
            sizes[^i] = TransposedSize(x.Shape[-i], kernel[d], op.Stride[d], op.Padding[d], op.Dilation[d]) + op.OutputPadding[d];
            if (x.Shape[-i] < 1 || sizes[^i] < 1)
                throw new ArgumentException($"{op.Name}: nothing is left of input {x.Shape} and the kernel of weight {weight.Shape} with padding {op.Padding.ToString(op.Rank)}");
        }
        return RunBatched(op, op.Rank, Shape.Create(sizes), x, weight, bias);
    }

    /// <summary>The output padding with which a transposed convolution makes an output of given sizes.</summary>
    /// <param name="x">The input.</param>
    /// <param name="kernel">The kernel's sizes.</param>
    /// <param name="outputSize">The wanted sizes.</param>
    /// <param name="op">Rank, stride, padding and dilation.</param>
    /// <exception cref="ArgumentException">No output padding smaller than the stride gives them.</exception>
    public static Size3 OutputPaddingFor(Tensor x, Size3 kernel, Size3 outputSize, ConvTransposeOp op)
    {
        HasBatch(op.Name, op.Rank, x);
        Span<int> padding = stackalloc int[3];
        for (int i = 1; i <= op.Rank; i++)
        {
            int d = 3 - i;
            long least = TransposedSize(x.Shape[-i], kernel[d], op.Stride[d], op.Padding[d], op.Dilation[d]), most = least + op.Stride[d] - 1;
            if (outputSize[d] < least || outputSize[d] > most)
                throw new ArgumentException($"{op.Name}: output size {outputSize.ToString(op.Rank)} of input {x.Shape}: in dimension {x.Rank - i} it can be {least} to {most}");
            padding[d] = (int)(outputSize[d] - least);
        }
        return new(padding[0], padding[1], padding[2]);
    }

    static long TransposedSize(long size, int kernel, int stride, int padding, int dilation) =>
        checked((size - 1) * stride - 2L * padding + dilation * (kernel - 1L) + 1);
}
