using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The cosine of the angle between vectors along a dimension.</summary>
/// <param name="dim">The dimension; may count from the end.</param>
/// <param name="eps">The least length that is divided by.</param>
public sealed class CosineSimilarity(int dim = 1, double eps = 1e-8) : Module
{
    /// <summary>The dimension.</summary>
    public int Dim => dim;

    /// <summary>The least length that is divided by.</summary>
    public double Eps => eps;

    /// <summary>The cosines; both broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or there is no such dimension.</exception>
    public Tensor Forward(Tensor x1, Tensor x2) => Ops.CosineSimilarity(x1, x2, dim, eps);
}
