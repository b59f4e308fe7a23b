using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>log(1 + e^(beta x)) / beta of every element; x itself where beta x exceeds the threshold.</summary>
/// <param name="beta">How sharp the bend at 0 is.</param>
/// <param name="threshold">Where the function is taken for x.</param>
public sealed class Softplus(double beta = 1, double threshold = 20) : Layer
{
    /// <summary>How sharp the bend at 0 is.</summary>
    public double Beta => beta;

    /// <summary>Where the function is taken for x.</summary>
    public double Threshold => threshold;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Softplus(x, beta, threshold);
}
