using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>log(softmax(x)) along a dimension, without overflow: <c>y - logsumexp(y)</c> of <c>y = x - max(x)</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    /// <exception cref="NotSupportedException">The elements are no real floats.</exception>
    public static Tensor LogSoftmax(Tensor x, int dimension)
    {
        RequireFloats("log_softmax", x, complex: false);
        if (x.Rank > 0)
            DimensionOf("log_softmax", x, dimension);
        if (x.ElementCount == 0)
            return Copy(x);
        if (x.Rank > 0 && x.DType is (DType.Float32 or DType.Float64))
            return Run(new SoftmaxOp(x.Shape.NormalizeDimension(dimension), IsLog: true), x.DType, x.Shape, x);
        // Where the greatest is infinite there is no answer, and infinity - infinity says so.
        Tensor y = Sub(x, Amax(x, [dimension], keep: true));
        return Sub(y, LogSumExp(y, [dimension], keep: true));
    }
}
