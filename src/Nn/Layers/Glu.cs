using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The first half of a dimension times the sigmoid of the second.</summary>
/// <param name="dim">The dimension that is halved; may count from the end.</param>
public sealed class Glu(int dim = -1) : Layer
{
    /// <summary>The dimension that is halved; may count from the end.</summary>
    public int Dim => dim;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Glu(x, dim);
}
