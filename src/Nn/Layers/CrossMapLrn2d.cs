using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Local response normalisation of [N, C, H, W] as Torch 7 had it: the window reaches equally far to both sides.</summary>
/// <param name="size">Channels of the window; an even number counts as one less, but in the mean.</param>
/// <param name="alpha">Multiplies the mean square.</param>
/// <param name="beta">The exponent.</param>
/// <param name="k">Added to the mean square.</param>
public sealed class CrossMapLrn2d(int size, double alpha = 1e-4, double beta = 0.75, double k = 1) : Layer
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
    public override Tensor Forward(Tensor x) => Ops.CrossMapLrn2d(x, size, alpha, beta, k);
}
