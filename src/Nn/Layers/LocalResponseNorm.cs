using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Each element of [N, C, ...] divided by a power of the squares around it, over neighbouring channels (Krizhevsky et al. 2012).</summary>
/// <param name="size">Channels of the window; of an even one more lie before the element's own than after it.</param>
/// <param name="alpha">Multiplies the mean square.</param>
/// <param name="beta">The exponent.</param>
/// <param name="k">Added to the mean square.</param>
public sealed class LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : Layer
{
    /// <summary>Channels of the window.</summary>
    public int Size => size;

    /// <summary>Multiplies the mean square.</summary>
    public double Alpha => alpha;

    /// <summary>The exponent.</summary>
    public double Beta => beta;

    /// <summary>Added to the mean square.</summary>
    public double K => k;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LocalResponseNorm(x, size, size / 2, (size - 1) / 2, alpha, beta, k);
}
