using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Parts, repetitions and turns: compositions of views, copies and selections.</content>
public static partial class Ops
{
    /// <summary>Views of <paramref name="size"/> positions along a dimension, one after the other; the last may be smaller.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or the size is not positive.</exception>
    public static Tensor[] Split(Tensor x, long size, int dimension = 0)
    {
        int d = x.Shape.NormalizeDimension(dimension);
        long all = x.Shape[d];
        if (size < 0 || size == 0 && all > 0)
            throw new ArgumentException($"split: parts of {size} positions of dimension {d} of {x.Shape}: a size must be positive");
        List<Tensor> parts = [];
        for (long start = 0; start < all || parts.Count == 0; start += Math.Max(size, 1))
            parts.Add(x.Narrow(d, start, Math.Min(size, all - start)));
        return [.. parts];
    }

    /// <summary>Views of the given sizes along a dimension, one after the other.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or the sizes do not add up to its.</exception>
    public static Tensor[] Split(Tensor x, ReadOnlySpan<long> sizes, int dimension = 0)
    {
        int d = x.Shape.NormalizeDimension(dimension);
        long sum = 0;
        foreach (long size in sizes)
            sum = size < 0 ? throw new ArgumentException($"split: sizes {Shape.Format(sizes)} hold a negative one") : checked(sum + size);
        if (sum != x.Shape[d])
            throw new ArgumentException($"split: sizes {Shape.Format(sizes)} add up to {sum}, dimension {d} of {x.Shape} has {x.Shape[d]}");
        Tensor[] parts = new Tensor[sizes.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; start += sizes[i++])
            parts[i] = x.Narrow(d, start, sizes[i]);
        return parts;
    }

    /// <summary>At most <paramref name="count"/> views of equal size along a dimension; the last may be smaller.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or the count is not positive.</exception>
    public static Tensor[] Chunk(Tensor x, int count, int dimension = 0)
    {
        if (count <= 0)
            throw new ArgumentException($"chunk: {count} parts of {x.Shape}: at least 1 was needed");
        long size = x.Shape[dimension];
        return size == 0 ? [.. Enumerable.Repeat(x, count)] : Split(x, (size + count - 1) / count, dimension);
    }

    /// <summary>The tensor repeated along each dimension; more repeats than dimensions add dimensions in front.</summary>
    /// <exception cref="ArgumentException">There are fewer repeats than dimensions, or one is negative.</exception>
    public static Tensor Repeat(Tensor x, params ReadOnlySpan<long> repeats)
    {
        if (repeats.Length < x.Rank)
            throw new ArgumentException($"repeat: {Shape.Format(repeats)} are fewer repeats than {x.Shape} has dimensions");
        long[] own = new long[2 * repeats.Length], wanted = new long[2 * repeats.Length], sizes = new long[repeats.Length];
        for (int i = 0; i < repeats.Length; i++)
        {
            int d = i - (repeats.Length - x.Rank);
            long size = d < 0 ? 1 : x.Shape[d];
            if (repeats[i] < 0)
                throw new ArgumentException($"repeat: repeats {Shape.Format(repeats)} hold a negative one");
            (own[2 * i], own[2 * i + 1]) = (1, size);
            (wanted[2 * i], wanted[2 * i + 1]) = (repeats[i], size);
            sizes[i] = checked(repeats[i] * size);
        }
        return Reshape(Copy(Reshape(x, own).Expand(wanted)), sizes);
    }

    /// <summary><see cref="Repeat"/> where missing repeats are 1.</summary>
    /// <exception cref="ArgumentException">A repeat is negative.</exception>
    public static Tensor Tile(Tensor x, params ReadOnlySpan<long> repeats)
    {
        long[] all = new long[Math.Max(x.Rank, repeats.Length)];
        Array.Fill(all, 1);
        repeats.CopyTo(all.AsSpan(all.Length - repeats.Length));
        return Repeat(x, all);
    }

    /// <summary>A copy with the named dimensions in reverse order.</summary>
    /// <exception cref="ArgumentException">A dimension does not exist or is named twice.</exception>
    public static Tensor Flip(Tensor x, params ReadOnlySpan<int> dimensions)
    {
        Tensor flipped = x;
        HashSet<int> named = [];
        foreach (int dimension in dimensions)
        {
            int d = x.Shape.NormalizeDimension(dimension);
            if (!named.Add(d))
                throw new ArgumentException($"flip: dimension {d} of {x.Shape} is named twice");
            long size = x.Shape[d];
            flipped = IndexSelect(flipped, d, OnDevice(Arange(size - 1, -1, -1), x.Device));
        }
        return dimensions.IsEmpty ? Copy(x) : flipped;
    }

    /// <summary>A copy in which elements move along a dimension and what leaves it at one end enters at the other; without a dimension, in row-major order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public static Tensor Roll(Tensor x, long shift, int? dimension = null)
    {
        if (dimension is not { } d)
            return Roll(Reshape(x, -1), shift, 0).View(x.Shape.AsSpan());
        long size = x.Shape[d];
        if (size == 0)
            return x;
        long cut = (size - shift % size) % size;
        return Cat([x.Narrow(d, cut, size - cut), x.Narrow(d, 0, cut)], d);
    }

    /// <summary>A copy of the last two dimensions' lower triangle, up to a diagonal above (or below, where negative) the main one; zeros elsewhere.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    public static Tensor Tril(Tensor x, long diagonal = 0) => Triangle("tril", x, (row, column) => column - row > diagonal);

    /// <summary>A copy of the last two dimensions' upper triangle, from a diagonal above (or below, where negative) the main one on; zeros elsewhere.</summary>
    /// <exception cref="ArgumentException">There are fewer than two dimensions.</exception>
    public static Tensor Triu(Tensor x, long diagonal = 0) => Triangle("triu", x, (row, column) => column - row < diagonal);

    static Tensor Triangle(string name, Tensor x, Func<long, long, bool> isCleared)
    {
        if (x.Rank < 2)
            throw new ArgumentException($"{name}: {x.Shape} has {x.Rank} dimensions, at least two were needed");
        long rows = x.Shape[-2], columns = x.Shape[-1];
        Bool8[] mask = new Bool8[checked(rows * columns)];
        for (long i = 0; i < mask.Length; i++)
            mask[i] = isCleared(i / columns, i % columns);
        return MaskedFill(x, OnDevice(Tensor.From<Bool8>(mask, [rows, columns]), x.Device), 0);
    }
}
