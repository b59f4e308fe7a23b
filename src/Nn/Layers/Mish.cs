using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x * tanh(softplus(x)) of every element.</summary>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
public sealed class Mish(bool inplace = false) : Layer
{
    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace => inplace;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Mish(x);
}
