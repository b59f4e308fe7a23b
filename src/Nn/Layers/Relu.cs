using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>max(x, 0) of every element; NaN stays.</summary>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
public sealed class Relu(bool inplace = false) : Layer
{
    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace => inplace;

    internal override Activation? Function { get; } = new ActivationOf<Kernels.Elementwise.Relu>(default);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Relu(x);
}
