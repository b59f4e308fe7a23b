using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x where it exceeds the threshold, else a value, of every element.</summary>
/// <param name="threshold">What elements must exceed.</param>
/// <param name="value">What stands for the others.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
public sealed class Threshold(double threshold, double value, bool inplace = false) : Layer
{
    /// <summary>What elements must exceed: the argument threshold, which cannot be called as its class.</summary>
    public double Bound => threshold;

    /// <summary>What stands for the others.</summary>
    public double Value => value;

    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace => inplace;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Threshold(x, threshold, value);
}
