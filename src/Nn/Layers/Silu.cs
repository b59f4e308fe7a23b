using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x * sigmoid(x) of every element.</summary>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
public sealed class Silu(bool inplace = false) : Layer
{
    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace => inplace;

    internal override Activation? Function { get; } = new ActivationOf<Kernels.Elementwise.Silu>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Silu(x);
}
