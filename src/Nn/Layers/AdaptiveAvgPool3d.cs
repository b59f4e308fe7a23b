using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The mean of each of a given number of windows that share volumes evenly: [N, C, D, H, W] or [C, D, H, W].</summary>
/// <param name="outputSize">How many windows there are in each dimension; null for as many as the input has elements.</param>
public sealed class AdaptiveAvgPool3d(OneOrMore<int?> outputSize) : Layer
{
    /// <summary>How many windows there are in each dimension; null for as many as the input has elements.</summary>
    public OneOrMore<int?> OutputSize => outputSize;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AdaptiveAvgPool(x, Op(x));

    AdaptiveAvgPoolOp Op(Tensor x) => new(3, AdaptiveSize.Of("adaptive_avg_pool3d", 3, outputSize, x));
}
