using System.Globalization;

namespace PtFormat.Tensors;

/// <summary>The upper half of a binary32: the same range, 8 bits of precision. .NET 10 has no such type.</summary>
/// <param name="Bits">Sign, 8 exponent bits, 7 mantissa bits.</param>
public readonly record struct BFloat16(ushort Bits)
{
    /// <summary>Exact: every bfloat16 is a float.</summary>
    public static implicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle((uint)value.Bits << 16);

    /// <summary>Rounds to nearest, ties to even. NaN becomes the quiet NaN 7FC0, as in PyTorch's <c>c10::BFloat16</c>.</summary>
    public static explicit operator BFloat16(float value)
    {
        if (float.IsNaN(value))
            return new(0x7FC0);
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return new((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>The value with as many digits as a float needs, culture-independent.</summary>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);
}
