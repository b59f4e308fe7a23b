using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Input and output are dense [N, G, C / G, inner]; mean and variance over the last two, in double precision, then each plane of
/// inner elements as batch_norm does it.
/// </summary>
sealed class GroupNormKernel<T>(GroupNormOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "group_norm reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        ReadOnlySpan<T> x = inputs[0]!.Borrow<T>(), weight = inputs[1].BorrowOrEmpty<T>(), bias = inputs[2].BorrowOrEmpty<T>();
        Span<T> y = outputs[0].BorrowForWriting<T>();
        int batch = (int)outputs[0].Shape[0], channels = (int)outputs[0].Shape[1];
        int inner = y.Length / batch / channels, perGroup = channels / op.Groups;
        for (int group = 0; group < batch * op.Groups; group++)
        {
            int start = group * perGroup * inner;
            (double mean, double variance) = RowMoments.Of(x.Slice(start, perGroup * inner));
            double factor = 1 / Math.Sqrt(variance + op.Eps);
            for (int i = 0; i < perGroup; i++)
            {
                int plane = start + i * inner, c = group % op.Groups * perGroup + i;
                T scale = T.CreateTruncating(weight.IsEmpty ? factor : factor * double.CreateTruncating(weight[c]));
                BatchNormKernel<T>.Affine(x.Slice(plane, inner), T.CreateTruncating(mean), scale, bias.IsEmpty ? T.Zero : bias[c], y.Slice(plane, inner));
            }
        }
    }
}
