using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>0 from -lambd to lambd, else x moved by lambd towards 0, of every element.</summary>
/// <param name="lambd">The bound; not negative.</param>
public sealed class Softshrink(double lambd = 0.5) : Layer
{
    /// <summary>The bound; not negative.</summary>
    public double Lambd => lambd;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Softshrink(x, lambd);
}
