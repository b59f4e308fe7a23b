using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The sum along dimensions, or of all; integers and truth values are summed as int64 unless a dtype is given.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    public static Tensor Sum(Tensor x, ReadOnlySpan<int> dimensions = default, bool keep = false, DType? dtype = null) =>
        Reduce(Reduction.Sum, Summand(x, dtype), dimensions, keep);

    /// <summary>The product along one dimension, or of all; integers are multiplied as int64 unless a dtype is given.</summary>
    /// <exception cref="ArgumentException">The dimension does not exist.</exception>
    public static Tensor Prod(Tensor x, int? dimension = null, bool keep = false, DType? dtype = null) =>
        Reduce(Reduction.Prod, Summand(x, dtype), One(dimension), keep);

    /// <summary>The mean along dimensions, or of all.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    /// <exception cref="NotSupportedException">Integers have no mean of their dtype: give a dtype.</exception>
    public static Tensor Mean(Tensor x, ReadOnlySpan<int> dimensions = default, bool keep = false, DType? dtype = null)
    {
        Tensor terms = dtype is { } wanted ? Cast(x, wanted) : x;
        RequireFloats("mean", terms, complex: true);
        return Reduce(Reduction.Mean, terms, dimensions, keep);
    }

    /// <summary>The greatest along dimensions, or of all; NaN where one is NaN.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist, is named twice or has no elements.</exception>
    public static Tensor Amax(Tensor x, ReadOnlySpan<int> dimensions = default, bool keep = false) => Reduce(Reduction.Max, x, dimensions, keep);

    /// <summary>The least along dimensions, or of all; NaN where one is NaN.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist, is named twice or has no elements.</exception>
    public static Tensor Amin(Tensor x, ReadOnlySpan<int> dimensions = default, bool keep = false) => Reduce(Reduction.Min, x, dimensions, keep);

    /// <summary>The greatest along a dimension and where the first of them stands; NaN counts as the greatest.</summary>
    /// <exception cref="ArgumentException">The dimension does not exist or has no elements.</exception>
    public static (Tensor Values, Tensor Indices) Max(Tensor x, int dimension, bool keep = false) => Pick(Reduction.Max, x, dimension, keep);

    /// <summary>The least along a dimension and where the first of them stands; NaN counts as the least.</summary>
    /// <exception cref="ArgumentException">The dimension does not exist or has no elements.</exception>
    public static (Tensor Values, Tensor Indices) Min(Tensor x, int dimension, bool keep = false) => Pick(Reduction.Min, x, dimension, keep);

    /// <summary>Where the first of the greatest stands along a dimension, or among all in row-major order.</summary>
    /// <exception cref="ArgumentException">The dimension does not exist or has no elements.</exception>
    public static Tensor ArgMax(Tensor x, int? dimension = null, bool keep = false) => Pick(Reduction.Max, x, dimension, keep).Indices;

    /// <summary>Where the first of the least stands along a dimension, or among all in row-major order.</summary>
    /// <exception cref="ArgumentException">The dimension does not exist or has no elements.</exception>
    public static Tensor ArgMin(Tensor x, int? dimension = null, bool keep = false) => Pick(Reduction.Min, x, dimension, keep).Indices;

    /// <summary>True where one along the dimensions is not zero; of uint8 it is uint8, as in PyTorch.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    public static Tensor Any(Tensor x, ReadOnlySpan<int> dimensions = default, bool keep = false) => Reduce(Reduction.Any, x, dimensions, keep);

    /// <summary>True where none along the dimensions is zero; of uint8 it is uint8, as in PyTorch.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    public static Tensor All(Tensor x, ReadOnlySpan<int> dimensions = default, bool keep = false) => Reduce(Reduction.All, x, dimensions, keep);

    /// <summary>The variance: squared distances from the mean, divided by their number less the correction.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    /// <exception cref="NotSupportedException">The elements are no real floats.</exception>
    public static Tensor Var(Tensor x, ReadOnlySpan<int> dimensions = default, double correction = 1, bool keep = false)
    {
        RequireFloats("var", x, complex: false);
        return Reduce(Reduction.Var, x, dimensions, keep, correction);
    }

    /// <summary>The standard deviation: the square root of <see cref="Var"/>.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    /// <exception cref="NotSupportedException">The elements are no real floats.</exception>
    public static Tensor Std(Tensor x, ReadOnlySpan<int> dimensions = default, double correction = 1, bool keep = false)
    {
        RequireFloats("std", x, complex: false);
        return Reduce(Reduction.Std, x, dimensions, keep, correction);
    }

    /// <summary>log(sum of exp(x)) along dimensions, without overflow; integers become float32.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    public static Tensor LogSumExp(Tensor x, ReadOnlySpan<int> dimensions, bool keep = false)
    {
        Tensor terms = NumberKind.Of(x.DType) == NumberKinds.Whole ? Cast(x, DType.Float32) : x;
        RequireFloats("logsumexp", terms, complex: false);
        return Reduce(Reduction.LogSumExp, terms, dimensions, keep);
    }

    /// <summary>The p-norm along dimensions, or of all: (sum of |x|^p)^(1/p).</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    /// <exception cref="NotSupportedException">The elements are integers.</exception>
    public static Tensor Norm(Tensor x, double p = 2, ReadOnlySpan<int> dimensions = default, bool keep = false)
    {
        RequireFloats("norm", x, complex: true);
        return Reduce(Reduction.Norm, NumberKind.Of(x.DType) == NumberKinds.Complex ? Abs(x) : x, dimensions, keep, p);
    }

    static Tensor Summand(Tensor x, DType? dtype) => Cast(x, dtype ?? (NumberKind.Of(x.DType) == NumberKinds.Whole ? DType.Int64 : x.DType));

    static int[] One(int? dimension) => dimension is { } one ? [one] : [];

    static void RequireFloats(string name, Tensor x, bool complex)
    {
        NumberKinds kind = NumberKind.Of(x.DType);
        if (kind == NumberKinds.Whole || kind == NumberKinds.Complex && !complex)
            throw new NotSupportedException($"{name}: input is {x.DType.Name()} {x.Shape}, {(complex ? "floats or complex numbers" : "floats")} were needed: convert it first");
    }

    static Tensor Reduce(Reduction function, Tensor x, ReadOnlySpan<int> dimensions, bool keep, double parameter = 0)
    {
        ReduceOp op = new(function, Dimensions(function, x, dimensions), parameter);
        (DType dtype, Shape shape) = Reduced(op, x, keep);
        return Run(op, dtype, shape, x);
    }

    static (Tensor Values, Tensor Indices) Pick(Reduction function, Tensor x, int? dimension, bool keep)
    {
        ReduceOp op = new(function, Dimensions(function, x, One(dimension)));
        (DType dtype, Shape shape) = Reduced(op, x, keep);
        IBackend backend = Backend.For(op, [x]);
        Tensor values = Tensor.Uninitialized(shape, dtype, backend.Device), indices = Tensor.Uninitialized(shape, DType.Int64, backend.Device);
        Run(backend, op, [x], [values, indices]);
        return (values, indices);
    }

    // No dimensions mean all of them; a tensor without dimensions lets 0 and -1 pass, as in PyTorch.
    static ulong Dimensions(Reduction function, Tensor x, ReadOnlySpan<int> dimensions)
    {
        ulong bits = 0;
        foreach (int dimension in dimensions)
        {
            if (x.Rank == 0 && dimension is 0 or -1)
                continue;
            ulong bit = 1UL << x.Shape.NormalizeDimension(dimension);
            if ((bits & bit) != 0)
                throw new ArgumentException($"{new ReduceOp(function, 0).Name}: dimension {dimension} of {x.Shape} is named twice");
            bits |= bit;
        }
        return dimensions.IsEmpty ? (x.Rank == 64 ? 0 : 1UL << x.Rank) - 1 : bits;
    }

    static (DType DType, Shape Shape) Reduced(ReduceOp op, Tensor x, bool keep)
    {
        bool picks = op.Function is Reduction.Max or Reduction.Min;
        if (picks && NumberKind.Of(x.DType) == NumberKinds.Complex)
            throw new NotSupportedException($"{op.Name}: {x.DType.Name()} {x.Shape}: complex numbers have no order");
        List<long> sizes = [];
        for (int i = 0; i < x.Rank; i++)
        {
            if (picks && x.Shape[i] == 0 && op.Reduces(i))
                throw new ArgumentException($"{op.Name}: dimension {i} of {x.Shape} has no elements, so none is the {(op.Function == Reduction.Max ? "greatest" : "least")}");
            if (!op.Reduces(i))
                sizes.Add(x.Shape[i]);
            else if (keep)
                sizes.Add(1);
        }
        DType dtype = op.Function is Reduction.Any or Reduction.All && x.DType != DType.UInt8 ? DType.Bool : x.DType;
        return (dtype, Shape.Create([.. sizes]));
    }
}
