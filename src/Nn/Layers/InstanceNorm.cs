using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>
/// Each channel of each item brought to mean 0 and variance 1 (Ulyanov et al. 2016, https://arxiv.org/abs/1607.08022), then scaled
/// and moved if affine: by its own statistics, or in evaluation by running ones where they are tracked.
/// </summary>
public abstract class InstanceNorm : RunningNorm
{
    readonly int _rank;

    private protected InstanceNorm(int dimensions, int numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, bool bias, DType dtype)
        : base(numFeatures, eps, momentum, affine, trackRunningStats, bias, dtype) => _rank = dimensions + 2;

    private protected override string Name => $"instance_norm{_rank - 2}d";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        string sizes = _rank switch
        {
            3 => "length",
            4 => "height, width",
            _ => "depth, height, width",
        };
        Check(x, _rank - 1, _rank, $"[batch, channels, {sizes}] or [channels, {sizes}]");
        return x.Rank == _rank ? Normalize(x) : Normalize(x.Unsqueeze(0)).Select(0, 0);
    }

    Tensor Normalize(Tensor x)
    {
        CheckChannels(x, 1);
        if (!Training && TrackRunningStats)
            return Ops.BatchNorm(x, RunningMean.Value, RunningVar.Value, Weight.ValueOrNull, Bias.ValueOrNull, Eps);
        int[] spatial = [.. Enumerable.Range(2, _rank - 2)];
        if (Training && x.ElementCount == x.Shape[0] * x.Shape[1])
            throw new ArgumentException($"{Name}: input is {x.Shape}: in training each channel of an item needs more than one value to have a variance");
        Tensor normalized = Ops.GroupNorm(x, NumFeatures, Weight.ValueOrNull, Bias.ValueOrNull, Eps);
        if (Training && TrackRunningStats)
            Track(x, Ops.Mean(Ops.Mean(x, spatial), [0]), Ops.Mean(Ops.Var(x, spatial), [0]), Momentum ?? 0);
        return normalized;
    }
}
