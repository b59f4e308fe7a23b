using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The largest element of each of a given number of windows that share volumes evenly: [N, C, D, H, W] or [C, D, H, W].</summary>
/// <param name="outputSize">How many windows there are in each dimension; null for as many as the input has elements.</param>
/// <param name="returnIndices">Kept for files: <see cref="ForwardWithIndices"/> gives them whatever this says.</param>
public sealed class AdaptiveMaxPool3d(OneOrMore<int?> outputSize, bool returnIndices = false) : Layer
{
    /// <summary>How many windows there are in each dimension; null for as many as the input has elements.</summary>
    public OneOrMore<int?> OutputSize => outputSize;

    /// <summary>What Python is told when the module is saved: that a call gives indices too.</summary>
    public bool ReturnIndices => returnIndices;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AdaptiveMaxPool(x, Op(x));

    /// <summary>The largest elements, and where they stand: int64, counted within a volume.</summary>
    public (Tensor Output, Tensor Indices) ForwardWithIndices(Tensor x) => Ops.AdaptiveMaxPoolWithIndices(x, Op(x));

    AdaptiveMaxPoolOp Op(Tensor x) => new(3, AdaptiveSize.Of("adaptive_max_pool3d", 3, outputSize, x));
}
