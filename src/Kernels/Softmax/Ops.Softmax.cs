using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>exp(x) / sum of exp(x) along a dimension; a negative one counts from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public static Tensor Softmax(Tensor x, int dimension) => x.Rank == 0 && dimension is 0 or -1
        ? Softmax(x.View(1), 0).View()
        : Run(new SoftmaxOp(DimensionOf("softmax", x, dimension)), x.DType, x.Shape, x);
}
