using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>x where it is positive, else slope * x, of every element.</summary>
/// <param name="negativeSlope">The slope of negative elements.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
public sealed class LeakyRelu(double negativeSlope = 0.01, bool inplace = false) : Layer
{
    /// <summary>The slope of negative elements.</summary>
    public double NegativeSlope => negativeSlope;

    /// <summary>What Python is told when the module is saved.</summary>
    public bool Inplace => inplace;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LeakyRelu(x, negativeSlope);
}
