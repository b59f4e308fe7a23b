using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>0 from -lambd to lambd, else x, of every element.</summary>
/// <param name="lambd">The bound.</param>
public sealed class Hardshrink(double lambd = 0.5) : Layer
{
    /// <summary>The bound.</summary>
    public double Lambd => lambd;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Hardshrink(x, lambd);
}
