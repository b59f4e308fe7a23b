using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Batch normalisation of [N, C, D, H, W].</summary>
public sealed class BatchNorm3d : BatchNorm
{
    /// <summary>A layer of weight 1 and bias 0, whose running mean is 0 and variance 1.</summary>
    /// <param name="numFeatures">C.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="momentum">How much a batch counts in the running statistics; null for their mean over all batches.</param>
    /// <param name="affine">False for neither weight nor bias.</param>
    /// <param name="trackRunningStats">False to use the batch's own statistics in evaluation too.</param>
    /// <param name="bias">False for a weight alone.</param>
    /// <param name="dtype">Of parameters and statistics.</param>
    public BatchNorm3d(
        int numFeatures, double eps = 1e-5, double? momentum = 0.1, bool affine = true, bool trackRunningStats = true, bool bias = true, DType dtype = DType.Float32)
        : base(numFeatures, eps, momentum, affine, trackRunningStats, bias, dtype)
    {
    }

    private protected override string Name => "batch_norm3d";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        Check(x, 5, 5, "[batch, channels, depth, height, width]");
        return Normalize(x);
    }
}
