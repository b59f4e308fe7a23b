using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>exp(x) / sum of exp(x) along a dimension, which may count from the end.</summary>
public sealed class Softmax(int dimension) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Softmax(x, dimension);
}
