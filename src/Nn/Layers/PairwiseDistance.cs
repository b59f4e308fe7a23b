using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The p-norm of differences along the last dimension.</summary>
/// <param name="p">The norm.</param>
/// <param name="eps">Added to each difference.</param>
/// <param name="keepdim">True to keep the last dimension with size 1.</param>
public sealed class PairwiseDistance(double p = 2, double eps = 1e-6, bool keepdim = false) : Module
{
    /// <summary>The norm.</summary>
    public double P => p;

    /// <summary>Added to each difference.</summary>
    public double Eps => eps;

    /// <summary>True to keep the last dimension with size 1.</summary>
    public bool Keepdim => keepdim;

    /// <summary>The distances; both broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public Tensor Forward(Tensor x1, Tensor x2) => Ops.PairwiseDistance(x1, x2, p, eps, keepdim);
}
