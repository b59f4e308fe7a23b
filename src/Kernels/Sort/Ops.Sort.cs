using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The elements along a dimension in order, equal ones as they were, and where they were; NaN counts as the greatest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    /// <exception cref="NotSupportedException">Complex numbers have no order.</exception>
    public static (Tensor Values, Tensor Indices) Sort(Tensor x, int dimension = -1, bool descending = false)
    {
        if (NumberKind.Of(x.DType) == NumberKinds.Complex)
            throw new NotSupportedException($"sort: {x.DType.Name()} {x.Shape}: complex numbers have no order");
        if (x.Rank == 0 && dimension is 0 or -1)
        {
            (Tensor one, Tensor zero) = Sort(x.View(1), 0, descending);
            return (one.View(), zero.View());
        }
        SortOp op = new(x.Shape.NormalizeDimension(dimension), descending);
        IBackend backend = Backend.For(op, [x]);
        Tensor values = Tensor.Uninitialized(x.Shape, x.DType, backend.Device), indices = Tensor.Uninitialized(x.Shape, DType.Int64, backend.Device);
        Run(backend, op, [x], [values, indices]);
        return (values, indices);
    }

    /// <summary>Where the elements along a dimension are in order.</summary>
    /// <inheritdoc cref="Sort"/>
    public static Tensor ArgSort(Tensor x, int dimension = -1, bool descending = false) => Sort(x, dimension, descending).Indices;

    /// <summary>The greatest (or least) along a dimension, in order, and where they are.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or it has fewer positions.</exception>
    public static (Tensor Values, Tensor Indices) TopK(Tensor x, long count, int dimension = -1, bool largest = true)
    {
        if (x.Rank == 0)
            return count is 0 or 1 ? Sort(x, dimension) : throw new ArgumentException($"topk: {count} of {x.Shape}, which has one element");
        int d = x.Shape.NormalizeDimension(dimension);
        if (count < 0 || count > x.Shape[d])
            throw new ArgumentException($"topk: {count} were wanted of dimension {d} of {x.Shape}, which has {x.Shape[d]} positions");
        (Tensor values, Tensor indices) = Sort(x, d, largest);
        return (ToDense(values.Narrow(d, 0, count)), ToDense(indices.Narrow(d, 0, count)));
    }
}
