using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Input and output are dense [items, L]; for each item y[i] = (x[i] - mean) / sqrt(variance + eps) * weight[i] + bias[i], where
/// the root mean square form takes mean 0 and the mean of squares. Moments are taken in double precision.
/// </summary>
sealed class LayerNormKernel<T>(LayerNormOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => $"{op.Name} reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ReadOnlySpan<T> x = inputs[0]!.Borrow<T>(), weight = inputs[1].BorrowOrEmpty<T>(), bias = inputs[2].BorrowOrEmpty<T>();
        Span<T> y = outputs[0].BorrowForWriting<T>();
        int length = 1;
        foreach (long size in outputs[0].Shape.AsSpan()[^op.Dimensions..])
            length *= (int)size;
        for (int start = 0; start < y.Length; start += length)
        {
            ReadOnlySpan<T> item = x.Slice(start, length);
            Span<T> result = y.Slice(start, length);
            (double mean, double variance) = op.IsRms ? (0, RowMoments.MeanSquare(item)) : RowMoments.Of(item);
            BatchNormKernel<T>.Affine(item, T.CreateTruncating(mean), T.CreateTruncating(1 / Math.Sqrt(variance + op.Eps)), T.Zero, result);
            for (int i = 0; i < weight.Length; i++)
                result[i] *= weight[i];
            for (int i = 0; i < bias.Length; i++)
                result[i] += bias[i];
        }
    }
}
