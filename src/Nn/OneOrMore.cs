using System.Collections;
using System.Globalization;

namespace PtFormat.Nn;

/// <summary>
/// An argument that PyTorch takes as one value for every dimension or as a tuple: <c>2</c> or <c>(1, 2, 0, 3)</c>. It remembers
/// which it was, because files do.
/// </summary>
/// <typeparam name="T">The type of a value.</typeparam>
public readonly struct OneOrMore<T> : IReadOnlyList<T>, IEquatable<OneOrMore<T>>
{
    readonly T[]? _values;

    OneOrMore(T[] values, bool isOne) => (_values, IsOne) = (values, isOne);

    /// <summary>A tuple of any length.</summary>
    public OneOrMore(ReadOnlySpan<T> values) : this(values.ToArray(), isOne: false)
    {
    }

    /// <summary>True for one value that is no tuple.</summary>
    public bool IsOne { get; }

    /// <summary>How many values were given.</summary>
    public int Count => _values?.Length ?? 0;

    /// <summary>A value as it was given.</summary>
    public T this[int index] => (_values ?? [])[index];

    /// <summary>One value for every dimension.</summary>
    public static implicit operator OneOrMore<T>(T value) => new([value], isOne: true);

    /// <summary>Two values.</summary>
    public static implicit operator OneOrMore<T>((T, T) v) => new([v.Item1, v.Item2], isOne: false);

    /// <summary>Three values.</summary>
    public static implicit operator OneOrMore<T>((T, T, T) v) => new([v.Item1, v.Item2, v.Item3], isOne: false);

    /// <summary>Four values.</summary>
    public static implicit operator OneOrMore<T>((T, T, T, T) v) => new([v.Item1, v.Item2, v.Item3, v.Item4], isOne: false);

    /// <summary>Six values.</summary>
    public static implicit operator OneOrMore<T>((T, T, T, T, T, T) v) => new([v.Item1, v.Item2, v.Item3, v.Item4, v.Item5, v.Item6], isOne: false);

    /// <inheritdoc/>
    public bool Equals(OneOrMore<T> other) => IsOne == other.IsOne && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OneOrMore<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(Count, (hash, value) => HashCode.Combine(hash, value));

    /// <summary>The same values in the same form.</summary>
    public static bool operator ==(OneOrMore<T> left, OneOrMore<T> right) => left.Equals(right);

    /// <summary>Other values or another form.</summary>
    public static bool operator !=(OneOrMore<T> left, OneOrMore<T> right) => !left.Equals(right);

    /// <summary>As Python prints it: <c>2</c>, <c>(2,)</c> or <c>(1, 2)</c>.</summary>
    public override string ToString()
    {
        string values = string.Join(", ", this.Select(value => value is null ? "None" : Convert.ToString(value, CultureInfo.InvariantCulture)));
        return IsOne ? values : Count == 1 ? $"({values},)" : $"({values})";
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)(_values ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As many values as there are dimensions.</summary>
    /// <exception cref="ArgumentException">There are neither one nor so many.</exception>
    internal T[] For(string layer, string argument, int count) =>
        IsOne ? [.. Enumerable.Repeat(this[0], count)]
        : Count == count ? [.. this]
        : throw new ArgumentException($"{layer}: {argument} is {this}, one value or {count} were needed", argument);
}
