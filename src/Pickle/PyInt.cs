using System.Globalization;
using System.Numerics;

namespace PtFormat.Pickle;

/// <summary>An int of any size.</summary>
public sealed class PyInt : PickleValue
{
    static readonly PyInt[] Small = [.. Enumerable.Range(0, 256).Select(i => new PyInt(i))];

    readonly long _value;
    // Boxed, because almost no int needs it.
    readonly object? _big;

    /// <summary>An int that fits into 64 bits.</summary>
    /// <param name="value">Its value.</param>
    public PyInt(long value) : base(PickleKind.Int) => _value = value;

    /// <summary>An int of any size.</summary>
    /// <param name="value">Its value.</param>
    public PyInt(BigInteger value) : base(PickleKind.Int)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            _value = (long)value;
        else
            _big = value;
    }

    /// <summary>The value at any size.</summary>
    public BigInteger Value => _big is BigInteger big ? big : _value;

    /// <summary>The value, where 64 bits hold it.</summary>
    /// <param name="value">The value, or 0.</param>
    public bool TryGetInt64(out long value)
    {
        value = _value;
        return _big is null;
    }

    /// <summary>Ints have no identity in a pickle, so the small ones are shared.</summary>
    internal static PyInt Of(long value) => (ulong)value < 256 ? Small[value] : new PyInt(value);

    /// <inheritdoc/>
    // A big one is not printed: the time for that grows with the square of its length.
    public override string ToString() => _big is BigInteger big
        ? string.Create(CultureInfo.InvariantCulture, $"int of {big.GetBitLength()} bits")
        : _value.ToString(CultureInfo.InvariantCulture);
}
