using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Input and output are dense [N, C, inner]; one plane of inner elements at a time:
/// y = (x - mean[c]) * (weight[c] / sqrt(variance[c] + eps)) + bias[c], the factor in double precision.
/// </summary>
sealed class BatchNormKernel<T>(double eps) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "batch_norm reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ReadOnlySpan<T> x = inputs[0]!.Borrow<T>(), mean = inputs[1]!.Borrow<T>(), variance = inputs[2]!.Borrow<T>();
        ReadOnlySpan<T> weight = inputs[3].BorrowOrEmpty<T>(), bias = inputs[4].BorrowOrEmpty<T>();
        Span<T> y = outputs[0].BorrowForWriting<T>();
        int channels = mean.Length, inner = y.Length / channels / (int)outputs[0].Shape[0];
        for (int start = 0, c = 0; start < y.Length; start += inner, c = (c + 1) % channels)
        {
            double factor = 1 / Math.Sqrt(double.CreateTruncating(variance[c]) + eps);
            T scale = T.CreateTruncating(weight.IsEmpty ? factor : factor * double.CreateTruncating(weight[c]));
            Affine(x.Slice(start, inner), mean[c], scale, bias.IsEmpty ? T.Zero : bias[c], y.Slice(start, inner));
        }
    }

    /// <summary>(x - mean) * scale + bias of every element.</summary>
    public static void Affine(ReadOnlySpan<T> x, T mean, T scale, T bias, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = (x[i] - mean) * scale + bias;
    }
}
