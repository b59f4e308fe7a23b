using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x - tanh(x) of every element.</summary>
public sealed class Tanhshrink : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Tanhshrink(x);
}
