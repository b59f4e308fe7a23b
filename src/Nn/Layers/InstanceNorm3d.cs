using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Instance normalisation of [N, C, D, H, W], or of one item without N.</summary>
public sealed class InstanceNorm3d : InstanceNorm
{
    /// <summary>A layer of weight 1 and bias 0 if affine, whose running mean is 0 and variance 1 if they are tracked.</summary>
    /// <param name="numFeatures">C.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">How much a batch counts in the running statistics; null for nothing.</param>
    /// <param name="affine">True for weight and bias.</param>
    /// <param name="trackRunningStats">True to keep statistics in training and use them in evaluation.</param>
    /// <param name="bias">False for a weight alone.</param>
    /// <param name="dtype">Of parameters and statistics.</param>
    public InstanceNorm3d(
        int numFeatures, double eps = 1e-5, double? momentum = 0.1, bool affine = false, bool trackRunningStats = false, bool bias = true, DType dtype = DType.Float32)
        : base(3, numFeatures, eps, momentum, affine, trackRunningStats, bias, dtype)
    {
    }
}
