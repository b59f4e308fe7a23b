using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PtFormat.Tensors;

/// <summary>The sizes of a tensor's dimensions, outermost first. Immutable, equal by value; <c>[]</c> is a scalar.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[DebuggerDisplay("{ToString()}")]
public readonly struct Shape : IEquatable<Shape>, IEnumerable<long>
{
    readonly long[]? _sizes;

    Shape(long[] sizes) => _sizes = sizes;

    /// <summary>Makes a shape of the given sizes; collection expressions come here: <c>Shape shape = [2, 3];</c></summary>
    /// <exception cref="ArgumentException">A size is negative, or the element count exceeds 2^63 - 1.</exception>
    public static Shape Create(ReadOnlySpan<long> sizes)
    {
        // A zero anywhere makes the count zero, so an absurd size beside it is legal: the product is taken over the others.
        UInt128 count = 1;
        foreach (long size in sizes)
        {
            if (size < 0)
                throw new ArgumentException($"shape {Format(sizes)} has a negative size");
            if (size > 0 && (count *= (ulong)size) > long.MaxValue)
                throw new ArgumentException($"shape {Format(sizes)} has more than 2^63 - 1 elements");
        }
        return new(sizes.ToArray());
    }

    /// <summary>The number of dimensions.</summary>
    public int Rank => _sizes?.Length ?? 0;

    /// <summary>The size of a dimension; negative indices count from the end: <c>shape[-1]</c> is the innermost.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public long this[int dimension] => AsSpan()[NormalizeDimension(dimension)];

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long size in AsSpan())
            {
                if (size == 0)
                    return 0;
                count *= size;
            }
            return count;
        }
    }

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<long> AsSpan() => _sizes;

    /// <summary>Turns a dimension that may count from the end into one from 0 to rank - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public int NormalizeDimension(int dimension)
    {
        if (dimension < -Rank || dimension >= Rank)
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, $"shape {this} has dimensions {-Rank} to {Rank - 1}");
        return dimension < 0 ? dimension + Rank : dimension;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (long size in AsSpan())
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>Equal sizes in equal order.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Other sizes or another rank.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>As Python prints a list: <c>[1, 3, 224, 224]</c>.</summary>
    public override string ToString() => Format(AsSpan());

    /// <summary>The sizes, outermost first.</summary>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)(_sizes ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal static string Format(ReadOnlySpan<long> sizes) => $"[{string.Join(", ", sizes.ToArray())}]";
}
