using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The sums of everything up to each element along a dimension; integers become int64 unless a dtype is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public static Tensor CumSum(Tensor x, int dimension, DType? dtype = null) => Scan(x, dimension, dtype, product: false);

    /// <summary>The products of everything up to each element along a dimension; integers become int64 unless a dtype is given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public static Tensor CumProd(Tensor x, int dimension, DType? dtype = null) => Scan(x, dimension, dtype, product: true);

    static Tensor Scan(Tensor x, int dimension, DType? dtype, bool product)
    {
        Tensor terms = Summand(x, dtype);
        return x.Rank == 0 && dimension is 0 or -1
            ? Copy(terms)
            : Run(new ScanOp(x.Shape.NormalizeDimension(dimension), product), terms.DType, terms.Shape, terms);
    }
}
