using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What batch and instance normalisation share: a scale and a shift for each channel, and statistics that training keeps up to date.</summary>
public abstract class RunningNorm : Layer
{
    private protected RunningNorm(int numFeatures, double eps, double? momentum, bool affine, bool trackRunningStats, bool bias, DType dtype) : base(dtype)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numFeatures);
        (NumFeatures, Eps, Momentum, Affine, TrackRunningStats) = (numFeatures, eps, momentum, affine, trackRunningStats);
        Weight = Parameter("weight", [numFeatures], Init.Ones, present: affine);
        Bias = Parameter("bias", [numFeatures], Init.Zeros, present: affine && bias);
        RunningMean = Buffer("running_mean", trackRunningStats ? Init.Zeros.Start([numFeatures], dtype) : null);
        RunningVar = Buffer("running_var", trackRunningStats ? Init.Ones.Start([numFeatures], dtype) : null);
        NumBatchesTracked = Buffer("num_batches_tracked", trackRunningStats ? Tensor.Zeros([], DType.Int64) : null);
    }

    /// <summary>The number of channels.</summary>
    public int NumFeatures { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>How much a batch counts in the running statistics; null for their mean over all batches.</summary>
    public double? Momentum { get; }

    /// <summary>True where there is a weight.</summary>
    public bool Affine { get; }

    /// <summary>True where there are running statistics, which evaluation uses.</summary>
    public bool TrackRunningStats { get; }

    /// <summary>[channels], if present.</summary>
    public Parameter Weight { get; }

    /// <summary>[channels], if present.</summary>
    public Parameter Bias { get; }

    /// <summary>[channels], if present.</summary>
    public Buffer RunningMean { get; }

    /// <summary>[channels], if present.</summary>
    public Buffer RunningVar { get; }

    /// <summary>How many batches training has seen, int64, if present.</summary>
    public Buffer NumBatchesTracked { get; }

    /// <inheritdoc/>
    protected internal override long Version => 2;

    /// <summary>Before version 2, PyTorch 0.4.1, batches were not counted.</summary>
    protected internal override void UpgradeState(StateDict state, string prefix, long? version)
    {
        string count = $"{prefix}num_batches_tracked";
        if (version is null or < 2 && TrackRunningStats && !state.ContainsKey(count))
            state[count] = NumBatchesTracked.Value;
    }

    private protected abstract string Name { get; }

    // Ranks with a batch; where PyTorch takes an input without one too, one less is allowed.
    private protected void Check(Tensor x, int least, int most, string expected)
    {
        if (x.Rank < least || x.Rank > most)
            throw new ArgumentException($"{Name}: input has {x.Rank} dimensions {x.Shape}, expected {expected}");
    }

    private protected void CheckChannels(Tensor x, int dimension)
    {
        if (x.Shape[dimension] != NumFeatures)
            throw new ArgumentException($"{Name}: input has {x.Shape[dimension]} channels {x.Shape}, the layer was made for {NumFeatures}");
    }

    private protected void Track(Tensor x, Tensor mean, Tensor unbiasedVariance, double factor)
    {
        if (x.Device is Recorder)
            throw new InvalidOperationException($"{Name}: training changes the running statistics, which cannot be recorded: call Eval() first");
        RunningMean.Value = Blend(RunningMean.Value, mean, factor);
        RunningVar.Value = Blend(RunningVar.Value, unbiasedVariance, factor);
    }

    static Tensor Blend(Tensor running, Tensor batch, double factor) =>
        Kernels.Ops.Add(Kernels.Ops.Mul(running, 1 - factor), Kernels.Ops.Cast(batch, running.DType), factor);
}
