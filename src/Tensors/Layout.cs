using System.Diagnostics;

namespace PtFormat.Tensors;

/// <summary>
/// Where a tensor's elements lie in its storage: element (i0, i1, …) is at <c>Offset + i0 * Strides[0] + i1 * Strides[1] + …</c>.
/// Everything counts elements, never bytes. Immutable; every view is a new layout over the same storage.
/// </summary>
[DebuggerDisplay("{ToString()}")]
public sealed partial class Layout : IEquatable<Layout>
{
    readonly long[] _strides;

    Layout(Shape shape, long[] strides, long offset)
    {
        Shape = shape;
        _strides = strides;
        Offset = offset;
    }

    /// <summary>The sizes.</summary>
    public Shape Shape { get; }

    /// <summary>The distance between neighbours along each dimension, in elements. Never negative; 0 repeats an element.</summary>
    public ReadOnlySpan<long> Strides => _strides;

    /// <summary>The position of the first element in the storage, in elements.</summary>
    public long Offset { get; }

    /// <summary>The number of elements that the layout shows.</summary>
    public long ElementCount => Shape.ElementCount;

    /// <summary>A dense row-major layout from offset 0. Strides are PyTorch's: a size of 0 counts as 1.</summary>
    public static Layout Dense(Shape shape) => new(shape, DenseStrides(shape), 0);

    /// <summary>A layout with the given strides and offset.</summary>
    /// <exception cref="ArgumentException">
    /// The ranks differ, a stride or the offset is negative, or the position of the last element exceeds 2^63 - 1.
    /// </exception>
    public static Layout Strided(Shape shape, ReadOnlySpan<long> strides, long offset = 0)
    {
        if (strides.Length != shape.Rank)
            throw new ArgumentException($"shape {shape} has {shape.Rank} dimensions, the strides {Shape.Format(strides)} are {strides.Length}");
        foreach (long stride in strides)
            if (stride < 0)
                throw new ArgumentException($"strides {Shape.Format(strides)} hold a negative one");
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (Extent(shape, strides, offset) > long.MaxValue)
            throw new ArgumentException($"shape {shape} with strides {Shape.Format(strides)} at offset {offset} reaches past 2^63 - 1 elements");
        return new(shape, strides.ToArray(), offset);
    }

    /// <summary>True when the elements lie in row-major order without gaps (from <see cref="Offset"/> on).</summary>
    /// <remarks>The stride of a dimension of size 1 does not matter, and a layout without elements is dense.</remarks>
    public bool IsDense
    {
        get
        {
            if (ElementCount == 0)
                return true;
            long expected = 1;
            for (int i = Shape.Rank - 1; i >= 0; i--)
            {
                if (Shape[i] == 1)
                    continue;
                if (_strides[i] != expected)
                    return false;
                expected *= Shape[i];
            }
            return true;
        }
    }

    /// <summary>How many elements the storage must hold: one past the last position that the layout touches, 0 for none.</summary>
    public long RequiredElements => (long)Extent(Shape, _strides, Offset);

    /// <summary>Swaps two dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public Layout Transpose(int dimension0, int dimension1)
    {
        int a = Shape.NormalizeDimension(dimension0), b = Shape.NormalizeDimension(dimension1);
        int[] order = [.. Enumerable.Range(0, Shape.Rank)];
        (order[a], order[b]) = (order[b], order[a]);
        return Permute(order);
    }

    /// <summary>Puts the dimensions into a new order: dimension i of the result is dimension <c>order[i]</c> of this layout.</summary>
    /// <exception cref="ArgumentException"><paramref name="order"/> does not name every dimension once.</exception>
    public Layout Permute(params ReadOnlySpan<int> order)
    {
        long[] sizes = new long[Shape.Rank], strides = new long[Shape.Rank];
        bool[] seen = new bool[Shape.Rank];
        if (order.Length != Shape.Rank)
            throw new ArgumentException($"permute: shape {Shape} has {Shape.Rank} dimensions, the order names {order.Length}", nameof(order));
        for (int i = 0; i < order.Length; i++)
        {
            int from = Shape.NormalizeDimension(order[i]);
            if (seen[from])
                throw new ArgumentException($"permute: the order names dimension {from} twice", nameof(order));
            seen[from] = true;
            (sizes[i], strides[i]) = (Shape[from], _strides[from]);
        }
        return new(Shape.Create(sizes), strides, Offset);
    }

    /// <summary>Keeps <paramref name="length"/> positions of a dimension, from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the dimension.</exception>
    public Layout Narrow(int dimension, long start, long length)
    {
        int d = Shape.NormalizeDimension(dimension);
        if (start < 0 || length < 0 || start > Shape[d] - length)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"narrow: {length} positions from {start} on leave dimension {d} of {Shape}");
        long[] sizes = [.. Shape];
        sizes[d] = length;
        return new(Shape.Create(sizes), [.. _strides], length == 0 ? Offset : OffsetAt(d, start));
    }

    /// <summary>Takes one position of a dimension and drops the dimension; a negative index counts from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension or position.</exception>
    public Layout Select(int dimension, long index)
    {
        int d = Shape.NormalizeDimension(dimension);
        long size = Shape[d];
        if (index < -size || index >= size)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"select: dimension {d} of {Shape} has positions {-size} to {size - 1}");
        long position = index < 0 ? index + size : index;
        return new(Without(Shape, d), Without(_strides, d), OffsetAt(d, position));
    }

    /// <summary>Adds a dimension of size 1 before <paramref name="dimension"/> (0 to rank, or negative from the end).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    public Layout Unsqueeze(int dimension)
    {
        int rank = Shape.Rank;
        if (dimension < -rank - 1 || dimension > rank)
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"unsqueeze: {Shape} has places {-rank - 1} to {rank}");
        int at = dimension < 0 ? dimension + rank + 1 : dimension;
        // PyTorch's choice; where it passes 2^63 any other does, since a dimension of size 1 never takes a step.
        long stride = at < rank && (Int128)Shape[at] * _strides[at] is var step && step <= long.MaxValue ? (long)step : 1;
        long[] sizes = [.. Shape.AsSpan()[..at], 1, .. Shape.AsSpan()[at..]];
        return new(Shape.Create(sizes), [.. _strides[..at], stride, .. _strides[at..]], Offset);
    }

    /// <summary>Repeats dimensions of size 1 (and missing outer ones) to the wanted sizes, with stride 0; -1 keeps a size.</summary>
    /// <exception cref="ArgumentException">A dimension of another size than 1 would have to change.</exception>
    public Layout Expand(params ReadOnlySpan<long> sizes)
    {
        int added = sizes.Length - Shape.Rank;
        if (added < 0)
            throw new ArgumentException($"expand: {Shape} has more dimensions than {Shape.Format(sizes)}", nameof(sizes));
        long[] newSizes = sizes.ToArray(), newStrides = new long[sizes.Length];
        for (int i = 0; i < Shape.Rank; i++)
        {
            long size = Shape[i];
            ref long wanted = ref newSizes[added + i];
            if (wanted == -1)
                wanted = size;
            if (wanted != size && size != 1)
                throw new ArgumentException($"expand: {Shape} does not expand to {Shape.Format(sizes)}: dimension {i} has size {size}", nameof(sizes));
            newStrides[added + i] = wanted == size ? _strides[i] : 0;
        }
        return new(Shape.Create(newSizes), newStrides, Offset);
    }

    /// <summary>The layout of another shape over the same elements in the same order, where strides can express it.</summary>
    /// <returns>False when the elements would have to be copied first.</returns>
    /// <exception cref="ArgumentException">The element counts differ.</exception>
    public bool TryReshape(Shape shape, out Layout layout)
    {
        if (shape.ElementCount != ElementCount)
            throw new ArgumentException($"reshape: {Shape} has {ElementCount} elements, {shape} has {shape.ElementCount}");
        layout = this;
        if (ElementCount == 0)
        {
            layout = new(shape, DenseStrides(shape), Offset);
            return true;
        }

        // Innermost first, each new dimension takes its size out of the stretch of even spacing that it falls into; one that
        // would have to span two stretches has no single stride.
        List<(long Count, long Stride)> stretches = Stretches();
        long[] strides = new long[shape.Rank];
        int next = 0;
        (long left, long stride) = (1, 1);
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && left == 1)
                (left, stride) = stretches[next++];
            if (left % shape[i] != 0)
                return false;
            // Past 2^63 only where size 1 takes no step.
            strides[i] = Math.Max(stride, 0);
            left /= shape[i];
            stride *= shape[i];
        }
        layout = new(shape, strides, Offset);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Layout? other) => other is not null && Offset == other.Offset && Shape == other.Shape && Strides.SequenceEqual(other.Strides);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Layout);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, Offset);

    /// <summary>Shape, and strides and offset where the layout is not dense from 0: <c>[2, 3] strides [1, 2] offset 4</c>.</summary>
    public override string ToString() =>
        $"{Shape}{(IsDense ? "" : $" strides {Shape.Format(_strides)}")}{(Offset == 0 ? "" : $" offset {Offset}")}";

    // A layout without elements starts nowhere: its strides may be anything, and adding one could pass 2^63.
    long OffsetAt(int dimension, long position) => ElementCount == 0 ? Offset : Offset + position * _strides[dimension];

    // The dimensions, innermost first, with neighbours merged where they lie like one; sizes of 1 say nothing and are dropped.
    internal List<(long Count, long Stride)> Stretches()
    {
        List<(long Count, long Stride)> stretches = [];
        for (int i = Shape.Rank - 1; i >= 0; i--)
        {
            if (Shape[i] == 1)
                continue;
            if (stretches.Count > 0 && _strides[i] == stretches[^1].Stride * stretches[^1].Count)
                stretches[^1] = (stretches[^1].Count * Shape[i], stretches[^1].Stride);
            else
                stretches.Add((Shape[i], _strides[i]));
        }
        return stretches;
    }

    // UInt128 holds any sum of 64 products of two 63-bit numbers, so nothing wraps whatever a file claims.
    internal static UInt128 Extent(Shape shape, ReadOnlySpan<long> strides, long offset)
    {
        if (shape.ElementCount == 0)
            return 0;
        UInt128 last = (UInt128)offset;
        for (int i = 0; i < strides.Length; i++)
            last += (UInt128)(shape[i] - 1) * (UInt128)strides[i];
        return last + 1;
    }

    static long[] DenseStrides(Shape shape)
    {
        long[] strides = new long[shape.Rank];
        long stride = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            // Beside a size of 0 the other sizes may multiply past 64 bits; such strides are never walked.
            stride = unchecked(stride * Math.Max(shape[i], 1));
        }
        return strides;
    }

    static Shape Without(Shape shape, int index) => Shape.Create(Without(shape.AsSpan(), index));

    static long[] Without(ReadOnlySpan<long> values, int index) => [.. values[..index], .. values[(index + 1)..]];
}
