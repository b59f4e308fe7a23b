using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary><c>x * sigmoid(x)</c> of every element.</summary>
    public static Tensor Silu(Tensor x) => RunUnary(x, new Silu());
}
