using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Each channel brought to mean 0 and variance 1, then scaled and moved (Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167):
/// in training by the batch's own statistics, in evaluation by the running ones where there are any.
/// </summary>
public abstract class BatchNorm : RunningNorm
{
    private protected BatchNorm(int numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, bool bias, DType dtype)
        : base(numFeatures, eps, momentum, affine, trackRunningStats, bias, dtype)
    {
    }

    private protected Tensor Normalize(Tensor x)
    {
        CheckChannels(x, 1);
        if (!Training && TrackRunningStats)
            return Ops.BatchNorm(x, RunningMean.Value, RunningVar.Value, Weight.ValueOrNull, Bias.ValueOrNull, Eps);
        if (Training && x.ElementCount == NumFeatures)
            throw new ArgumentException($"{Name}: input is {x.Shape}: in training each channel needs more than one value to have a variance");
        int[] others = [.. Enumerable.Range(0, x.Rank).Where(d => d != 1)];
        Tensor mean = Ops.Mean(x, others), variance = Ops.Var(x, others, correction: 0);
        Tensor normalized = Ops.BatchNorm(x, mean, variance, Weight.ValueOrNull, Bias.ValueOrNull, Eps);
        if (Training && TrackRunningStats)
        {
            Tensor count = Ops.Add(NumBatchesTracked.Value, 1);
            Track(x, mean, Ops.Var(x, others), Momentum ?? 1.0 / count.Item<long>());
            NumBatchesTracked.Value = count;
        }
        return normalized;
    }
}
