using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The hyperbolic tangent of every element.</summary>
    public static Tensor Tanh(Tensor x) => RunUnary(x, new Tanh());
}
