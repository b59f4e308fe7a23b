using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The mean of each of a given number of windows that share signals evenly: [N, C, L] or [C, L].</summary>
/// <param name="outputSize">How many windows there are.</param>
public sealed class AdaptiveAvgPool1d(int outputSize) : Layer
{
    readonly AdaptiveAvgPoolOp _op = new(1, outputSize);

    /// <summary>How many windows there are.</summary>
    public int OutputSize => outputSize;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AdaptiveAvgPool(x, _op);
}
