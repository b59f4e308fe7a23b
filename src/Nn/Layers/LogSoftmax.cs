using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>log(softmax(x)) along a dimension.</summary>
/// <param name="dim">The dimension, which may count from the end; null for PyTorch's old rule: 0 for 0, 1 and 3 dimensions, else 1.</param>
public sealed class LogSoftmax(int? dim = null) : Layer
{
    /// <summary>The dimension, which may count from the end; null for PyTorch's old rule: 0 for 0, 1 and 3 dimensions, else 1.</summary>
    public int? Dim => dim;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LogSoftmax(x, dim ?? Softmax.Usual(x));
}
