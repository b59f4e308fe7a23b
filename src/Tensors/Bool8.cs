namespace PtFormat.Tensors;

/// <summary>
/// A truth value as it lies in a file: one byte, zero is false, anything else is true. A C# <see cref="bool"/> with another
/// byte than 0 or 1 breaks <c>&amp;</c> and <c>==</c>, so bytes of a file are never reinterpreted as one.
/// </summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Bool8(byte Bits)
{
    /// <summary>1 or 0.</summary>
    public static implicit operator Bool8(bool value) => new(value ? (byte)1 : (byte)0);

    /// <summary>True for any byte but zero.</summary>
    public static implicit operator bool(Bool8 value) => value.Bits != 0;

    /// <summary>Two truth values are equal when both are true or both are false, whatever their bytes.</summary>
    public bool Equals(Bool8 other) => (Bits != 0) == (other.Bits != 0);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits != 0 ? 1 : 0;

    /// <summary><c>True</c> or <c>False</c>, as Python prints them.</summary>
    public override string ToString() => Bits != 0 ? "True" : "False";
}
