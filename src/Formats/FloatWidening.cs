using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>Floats of 16 and 8 bits as float32. Every value of theirs is a float32, so nothing is rounded.</summary>
public static class FloatWidening
{
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
        DType target = Target(dtype);
        if (target == dtype)
            throw new ArgumentException($"{dtype.Name()} is not widened", nameof(dtype));
        int bytes = elements.Length / dtype.ItemSize() * target.ItemSize();
        ElementCast.Run(dtype, elements, target, destination[..bytes]);
        return bytes;
    }
}
