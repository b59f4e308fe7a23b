using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary><c>1 / (1 + exp(-x))</c> of every element.</summary>
    public static Tensor Sigmoid(Tensor x) => RunUnary(x, new Sigmoid());
}
