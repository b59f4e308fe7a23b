using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>log(softmax(x)) along a dimension, without overflow: <c>x - logsumexp(x)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    /// <exception cref="NotSupportedException">The elements are no real floats.</exception>
    public static Tensor LogSoftmax(Tensor x, int dimension)
    {
        RequireFloats("log_softmax", x, complex: false);
        return Sub(x, LogSumExp(x, [dimension], keep: true));
    }
}
