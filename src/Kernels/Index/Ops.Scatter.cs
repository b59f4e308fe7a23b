using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// A copy of x with elements of a source put to places along a dimension: <c>out[index[i, j], j] = source[i, j]</c> for
    /// dimension 0.
    /// </summary>
    /// <param name="x">Any tensor.</param>
    /// <param name="dimension">May count from the end.</param>
    /// <param name="index">int64 of the rank of x; not negative; where one place is named twice, the last stays.</param>
    /// <param name="source">Of the dtype of x, nowhere smaller than the index; or one number.</param>
    /// <param name="mode">What happens where something is.</param>
    /// <param name="includeSelf">False where x's own element does not take part in a place that something goes to.</param>
    /// <exception cref="ArgumentException">The ranks, sizes or dtypes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the dimension.</exception>
    public static Tensor Scatter(Tensor x, int dimension, Tensor index, Operand source, ScatterMode mode = ScatterMode.Set, bool includeSelf = true)
    {
        if (x.Rank == 0)
            return Scatter(x.View(1), dimension, index.View(-1), source.Tensor is { } one ? one.View(-1) : source, mode, includeSelf).View();
        ScatterOp op = new(x.Shape.NormalizeDimension(dimension), mode, includeSelf);
        Tensor values = source.Tensor ?? OnDevice(source.Scalar.ToTensor(x.DType), x.Device).Expand(index.Shape.AsSpan());
        RequireDType(op, "the source", values, x);
        RequireWithin(op, "index", index, "source", values, -1);
        RequireWithin(op, "index", index, "input", x, op.Dimension);
        if (mode != ScatterMode.Set && NumberKind.Of(x.DType) == NumberKinds.Complex && mode is ScatterMode.Max or ScatterMode.Min)
            throw new NotSupportedException($"scatter: {x.DType.Name()} {x.Shape}: complex numbers have no order");
        // Joined in the dtype that functions of elements compute in, rounded once at the end.
        DType compute = mode == ScatterMode.Set ? x.DType : NumberKind.Compute(NumberKinds.All, x.DType)!.Value;
        return Cast(Run(op, compute, x.Shape, Cast(x, compute), IndexOf(op, index), Cast(values, compute)), x.DType);
    }

    /// <summary><see cref="Scatter"/> that adds.</summary>
    /// <inheritdoc cref="Scatter"/>
    public static Tensor ScatterAdd(Tensor x, int dimension, Tensor index, Tensor source) => Scatter(x, dimension, index, source, ScatterMode.Add);

    /// <summary>A copy of x with the mean of what comes to each place, x's own element included unless told otherwise; of integers it is rounded down.</summary>
    /// <inheritdoc cref="Scatter"/>
    public static Tensor ScatterMean(Tensor x, int dimension, Tensor index, Tensor source, bool includeSelf = true)
    {
        Tensor sums = Scatter(x, dimension, index, source, ScatterMode.Add, includeSelf);
        Tensor ones = OnDevice(((Scalar)1).ToTensor(x.DType), x.Device);
        Tensor counts = Scatter(ones.Expand(x.Shape.AsSpan()), dimension, index, ones.Expand(source.Shape.AsSpan()), ScatterMode.Add, includeSelf);
        return Div(sums, counts, NumberKind.Of(x.DType) == NumberKinds.Whole ? DivRounding.Floor : DivRounding.None);
    }

    /// <summary>A copy of x with slices of a source added: slice n along the dimension goes to position <c>index[n]</c>.</summary>
    /// <exception cref="ArgumentException">The ranks, sizes or dtypes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the dimension.</exception>
    public static Tensor IndexAdd(Tensor x, int dimension, Tensor index, Tensor source, double alpha = 1)
    {
        int d = x.Shape.NormalizeDimension(dimension);
        if (index.Rank > 1 || source.Rank != x.Rank || source.Shape[d] != index.ElementCount)
            throw new ArgumentException($"index_add: the source is {source.Shape}, the index {index.Shape}: it needs {index.ElementCount} slices along dimension {d} of {x.Shape}");
        long[] sizes = new long[x.Rank];
        Array.Fill(sizes, 1);
        sizes[d] = index.ElementCount;
        return Scatter(x, d, index.View(sizes).Expand(source.Shape.AsSpan()), alpha == 1 ? source : Cast(Mul(source, alpha), x.DType), ScatterMode.Add);
    }
}
