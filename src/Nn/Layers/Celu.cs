using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x where it is positive, else alpha * (e^(x / alpha) - 1), of every element.</summary>
/// <param name="alpha">How far negative elements go.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
public sealed class Celu(double alpha = 1, bool inplace = false) : Layer
{
    /// <summary>How far negative elements go.</summary>
    public double Alpha => alpha;

    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace => inplace;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Celu(x, alpha);
}
