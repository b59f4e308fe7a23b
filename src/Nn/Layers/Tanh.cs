using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The hyperbolic tangent of every element.</summary>
public sealed class Tanh : Layer
{
    internal override Activation? Function { get; } = new ActivationOf<Kernels.Elementwise.Tanh>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Tanh(x);
}
