using System.Runtime.InteropServices;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>Floats of 16 and 8 bits as float32. Every value of theirs is a float32, so nothing is rounded.</summary>
public static class FloatWidening
{
    static readonly float[] E4M3Fn = Table(bits => Decode(bits, mantissaBits: 3, bias: 7, isNan: (bits & 0x7F) == 0x7F));
    static readonly float[] E4M3FnUz = Table(bits => Decode(bits, mantissaBits: 3, bias: 8, isNan: bits == 0x80));
    static readonly float[] E5M2 = Table(bits => (bits & 0x7F) == 0x7C
        ? bits < 0x80 ? float.PositiveInfinity : float.NegativeInfinity
        : Decode(bits, mantissaBits: 2, bias: 15, isNan: (bits & 0x7F) > 0x7C));
    static readonly float[] E5M2FnUz = Table(bits => Decode(bits, mantissaBits: 2, bias: 16, isNan: bits == 0x80));
    static readonly float[] E8M0Fnu = Table(bits => bits == 0xFF ? float.NaN : (float)Math.ScaleB(1.0, bits - 127));

    /// <summary>float32 for a float of 16 or 8 bits, complex64 for complex32, any other dtype itself.</summary>
    public static DType Target(DType dtype) => dtype switch
    {
        DType.Float16 or DType.BFloat16 or DType.Float8E4M3Fn or DType.Float8E4M3FnUz or DType.Float8E5M2 or DType.Float8E5M2FnUz or DType.Float8E8M0Fnu => DType.Float32,
        DType.Complex32 => DType.Complex64,
        _ => dtype,
    };

    /// <summary>Widens elements.</summary>
    /// <param name="dtype">What they are; one that has another as <see cref="Target"/>.</param>
    /// <param name="elements">Whole elements, little-endian.</param>
    /// <param name="destination">Room for as many of the wider ones.</param>
    /// <returns>The bytes written.</returns>
    public static int Widen(DType dtype, ReadOnlySpan<byte> elements, Span<byte> destination)
    {
        Span<float> wide = MemoryMarshal.Cast<byte, float>(destination);
        switch (dtype)
        {
            case DType.Float16 or DType.Complex32: return Convert(MemoryMarshal.Cast<byte, Half>(elements), wide, value => (float)value);
            case DType.BFloat16: return Convert(MemoryMarshal.Cast<byte, BFloat16>(elements), wide, value => value);
            case DType.Float8E4M3Fn: return Convert(elements, wide, value => E4M3Fn[value]);
            case DType.Float8E4M3FnUz: return Convert(elements, wide, value => E4M3FnUz[value]);
            case DType.Float8E5M2: return Convert(elements, wide, value => E5M2[value]);
            case DType.Float8E5M2FnUz: return Convert(elements, wide, value => E5M2FnUz[value]);
            case DType.Float8E8M0Fnu: return Convert(elements, wide, value => E8M0Fnu[value]);
            default: throw new ArgumentException($"{dtype.Name()} is not widened", nameof(dtype));
        }
    }

    static int Convert<T>(ReadOnlySpan<T> elements, Span<float> wide, Func<T, float> convert)
    {
        for (int i = 0; i < elements.Length; i++)
            wide[i] = convert(elements[i]);
        return elements.Length * sizeof(float);
    }

    static float[] Table(Func<int, float> decode) => [.. Enumerable.Range(0, 256).Select(decode)];

    // Sign, exponent, mantissa: 1.m * 2^(e - bias), or 0.m * 2^(1 - bias) where the exponent bits are zero.
    static float Decode(int bits, int mantissaBits, int bias, bool isNan)
    {
        if (isNan)
            return bits >= 0x80 ? -float.NaN : float.NaN;
        int exponent = (bits & 0x7F) >> mantissaBits, mantissa = bits & ((1 << mantissaBits) - 1);
        double value = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits);
        value = Math.ScaleB(value, Math.Max(exponent, 1) - bias - mantissaBits);
        return (float)(bits >= 0x80 ? -value : value);
    }
}
