using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary><c>max(x, 0)</c> of every element.</summary>
    public static Tensor Relu(Tensor x) => RunUnary(x, new Relu());
}
