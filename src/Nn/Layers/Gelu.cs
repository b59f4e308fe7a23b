using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x times the normal distribution's share below x, of every element.</summary>
/// <param name="approximate">How the share is computed.</param>
public sealed class Gelu(GeluApproximation approximate = GeluApproximation.None) : Layer
{
    /// <summary>How the share is computed.</summary>
    public GeluApproximation Approximate => approximate;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Gelu(x, approximate);
}
