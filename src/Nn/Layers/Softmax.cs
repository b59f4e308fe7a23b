using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>exp(x) / sum of exp(x) along a dimension.</summary>
/// <param name="dim">The dimension, which may count from the end; null for PyTorch's old rule: 0 for 0, 1 and 3 dimensions, else 1.</param>
public sealed class Softmax(int? dim = null) : Layer
{
    /// <summary>The dimension, which may count from the end; null for PyTorch's old rule: 0 for 0, 1 and 3 dimensions, else 1.</summary>
    public int? Dim => dim;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Softmax(x, dim ?? Usual(x));

    internal static int Usual(Tensor x) => x.Rank is 0 or 1 or 3 ? 0 : 1;
}
