namespace PtFormat.Tensors;

/// <summary>
/// One of the 8-bit float formats: how its bytes read as float32 and how float32 rounds to it (to nearest, ties to even, as
/// PyTorch 2.14 does: what lies past the largest number becomes infinity in E5M2, the largest number in E4M3FN (NaN before
/// 2.14), and NaN in the other formats).
/// </summary>
sealed class Float8Format
{
    static readonly Float8Format
        E4M3Fn = new(exponentBits: 4, mantissaBits: 3, bias: 7, last: 0x7E, over: 0x7E, nan: 0x7F, signedNaN: true),
        E4M3FnUz = new(exponentBits: 4, mantissaBits: 3, bias: 8, last: 0x7F, over: 0x80, nan: 0x80, signedNaN: false),
        E5M2 = new(exponentBits: 5, mantissaBits: 2, bias: 15, last: 0x7B, over: 0x7C, nan: 0x7F, signedNaN: true),
        E5M2FnUz = new(exponentBits: 5, mantissaBits: 2, bias: 16, last: 0x7F, over: 0x80, nan: 0x80, signedNaN: false),
        E8M0Fnu = new(exponentBits: 8, mantissaBits: 0, bias: 127, last: 0xFE, over: 0xFF, nan: 0xFF, signedNaN: false);

    readonly float[] _values = new float[256];
    readonly int _mantissaBits, _bias;
    readonly byte _last, _over, _nan;
    readonly bool _signedNaN;

    Float8Format(int exponentBits, int mantissaBits, int bias, byte last, byte over, byte nan, bool signedNaN)
    {
        (_mantissaBits, _bias, _last, _over, _nan, _signedNaN) = (mantissaBits, bias, last, over, nan, signedNaN);
        bool hasSign = exponentBits + mantissaBits == 7;
        int magnitudes = hasSign ? 0x80 : 0x100;
        for (int bits = 0; bits < 256; bits++)
        {
            int magnitude = bits & (magnitudes - 1);
            float value = magnitude <= last ? Magnitude(magnitude) : magnitude == over && over != nan ? float.PositiveInfinity : NaN(magnitude);
            _values[bits] = hasSign && bits >= 0x80 ? -value : value;
        }
        if (!signedNaN)
            _values[nan] = NaN(nan);
    }

    /// <summary>The format of a dtype.</summary>
    public static Float8Format Of(DType dtype) => dtype switch
    {
        DType.Float8E4M3Fn => E4M3Fn,
        DType.Float8E4M3FnUz => E4M3FnUz,
        DType.Float8E5M2 => E5M2,
        DType.Float8E5M2FnUz => E5M2FnUz,
        DType.Float8E8M0Fnu => E8M0Fnu,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "no 8-bit float"),
    };

    public void Widen(ReadOnlySpan<byte> source, Span<float> destination)
    {
        for (int i = 0; i < source.Length; i++)
            destination[i] = _values[source[i]];
    }

    public void Narrow(ReadOnlySpan<float> source, Span<byte> destination)
    {
        for (int i = 0; i < source.Length; i++)
            destination[i] = this == E8M0Fnu ? Exponent(source[i]) : Round(source[i]);
    }

    float Magnitude(int bits)
    {
        int exponent = bits >> _mantissaBits, mantissa = bits & ((1 << _mantissaBits) - 1);
        return exponent == 0 && _mantissaBits > 0
            ? MathF.ScaleB(mantissa, 1 - _bias - _mantissaBits)
            : MathF.ScaleB(mantissa + (1 << _mantissaBits), exponent - _bias - _mantissaBits);
    }

    // PyTorch's bits: with a payload the format's own, made quiet; without one a pattern that c10 writes down.
    float NaN(int magnitude) => BitConverter.UInt32BitsToSingle(_signedNaN ? 0x7FC00000 | (uint)magnitude << (23 - _mantissaBits) : 0x7F800001);

    byte Round(float value)
    {
        byte sign = float.IsNegative(value) ? (byte)0x80 : (byte)0;
        if (float.IsNaN(value))
            return _signedNaN ? (byte)(sign | _nan) : _nan;
        double magnitude = Math.Abs((double)value);
        if (double.IsInfinity(magnitude))
            return (byte)(sign | _over);

        // In units of the last place the number is an integer after rounding, and with the exponent on top its own encoding.
        int exponent = Math.Max(magnitude == 0 ? int.MinValue : Math.ILogB(magnitude), 1 - _bias);
        long units = (long)Math.Round(Math.ScaleB(magnitude, _mantissaBits - exponent), MidpointRounding.ToEven);
        long bits = units + ((long)(exponent + _bias - 1) << _mantissaBits);
        if (bits > _last)
            return (byte)(sign | _over);
        // The formats without negative zero have their NaN there.
        return bits == 0 && !_signedNaN ? (byte)0 : (byte)(sign | bits);
    }

    // PyTorch looks at float32's bits: the exponent, one more where the mantissa is over a half, or a half and the exponent odd.
    byte Exponent(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        byte exponent = (byte)(bits >> 23);
        bool guard = (bits & 0x400000) != 0, rest = (bits & 0x3FFFFF) != 0, odd = exponent > 0;
        return exponent != _nan && guard && (rest || odd) ? (byte)(exponent + 1) : exponent;
    }
}
