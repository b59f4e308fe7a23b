using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The elements in row-major order in a new dense tensor on the same device.</summary>
    public static Tensor Copy(Tensor x) => Run(new CopyOp(), x.DType, x.Shape, x);

    /// <summary>Itself if dense, else a dense copy on the same device.</summary>
    public static Tensor ToDense(Tensor x) => x.IsDense ? x : Copy(x);

    /// <summary>The same elements in the same order under another shape: a view where strides allow it, else a copy. One size may be -1.</summary>
    /// <exception cref="ArgumentException">The element counts differ.</exception>
    public static Tensor Reshape(Tensor x, params ReadOnlySpan<long> sizes)
    {
        Shape shape = x.Complete(sizes);
        return x.Layout.TryReshape(shape, out Layout layout) ? new(x.Storage, layout, x.DType) : Copy(x).View(shape.AsSpan());
    }

    /// <summary>Makes one dimension of those from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    /// <exception cref="ArgumentException">The dimensions do not exist, or end before they start.</exception>
    public static Tensor Flatten(Tensor x, int start = 0, int end = -1)
    {
        if (x.Rank == 0)
            return x.View(1);
        int first = DimensionOf("flatten", x, start), last = DimensionOf("flatten", x, end);
        if (first > last)
            throw new ArgumentException($"flatten: dimension {start} of {x.Shape} comes after dimension {end}");
        ReadOnlySpan<long> sizes = x.Shape.AsSpan();
        long merged = Shape.Create(sizes[first..(last + 1)]).ElementCount;
        return Reshape(x, [.. sizes[..first], merged, .. sizes[(last + 1)..]]);
    }
}
