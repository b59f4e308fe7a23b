using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>1 / (1 + e^-x) of every element.</summary>
public sealed class Sigmoid : Layer
{
    internal override Activation? Function { get; } = new ActivationOf<Kernels.Elementwise.Sigmoid>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Sigmoid(x);
}
