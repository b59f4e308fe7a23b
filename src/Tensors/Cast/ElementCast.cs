using System.Numerics;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// Changes the dtype of elements, as PyTorch's <c>Tensor.to</c> does on x86. Every dtype is widened without loss to one of
/// five carriers (int64, uint64, float32, float64, complex128) and narrowed from there, so that the pairs are a sum of cases
/// and not a product:
/// floats become integers by truncation (out of range as the processor's conversion leaves them, see <see cref="Narrow"/>);
/// integers become narrower ones by dropping bits; complex numbers become real ones by dropping the imaginary part; anything
/// that is not zero is true. Floats round to nearest, ties to even, narrow ones always by way of float32.
/// </summary>
static class ElementCast
{
    // Two carriers of it, of at most 16 bytes each, are on the stack.
    const int Block = 512;

    /// <summary>Converts dense elements; equal dtypes keep every bit.</summary>
    /// <param name="from">The dtype of <paramref name="source"/>.</param>
    /// <param name="source">The elements' bytes.</param>
    /// <param name="to">The dtype of <paramref name="destination"/>.</param>
    /// <param name="destination">Bytes for as many elements.</param>
    public static void Run(DType from, ReadOnlySpan<byte> source, DType to, Span<byte> destination)
    {
        if (from == to)
        {
            source.CopyTo(destination);
            return;
        }
        if (!from.HasNumbers() || !to.HasNumbers())
            throw new NotSupportedException($"{(from.HasNumbers() ? to : from).Name()} elements are bits, not numbers: they do not convert (nor in PyTorch)");
        DType carrier = Carrier(from);
        if (carrier == to)
            Widen.Run(from, source, destination);
        else if (carrier == from)
            Narrow.Run(from, source, to, destination);
        else
            RunThrough(carrier, from, source, to, destination);
    }

    /// <summary>False for dtypes whose elements are bits without a value of their own.</summary>
    public static bool HasNumbers(this DType dtype) =>
        dtype is not (DType.Bits8 or DType.Bits16 or DType.Bits1X8 or DType.Bits2X4 or DType.Bits4X2 or DType.Float4E2M1FnX2);

    static void RunThrough(DType carrier, DType from, ReadOnlySpan<byte> source, DType to, Span<byte> destination)
    {
        Span<byte> block = MemoryMarshal.AsBytes(stackalloc Complex[Block]);
        int fromSize = from.ItemSize(), toSize = to.ItemSize(), carrierSize = carrier.ItemSize(), count = source.Length / fromSize;
        for (int done = 0; done < count; done += Block)
        {
            int length = Math.Min(Block, count - done);
            Span<byte> carried = block[..(length * carrierSize)];
            Widen.Run(from, source.Slice(done * fromSize, length * fromSize), carried);
            Narrow.Run(carrier, carried, to, destination.Slice(done * toSize, length * toSize));
        }
    }

    /// <summary>The least of the five carriers that holds every value of a dtype.</summary>
    static DType Carrier(DType dtype) => dtype switch
    {
        DType.UInt64 => DType.UInt64,
        DType.Float64 => DType.Float64,
        DType.Complex32 or DType.BComplex32 or DType.Complex64 or DType.Complex128 => DType.Complex128,
        DType.Bool or DType.UInt8 or DType.Int8 or DType.UInt16 or DType.Int16 or DType.UInt32 or DType.Int32 or DType.Int64 => DType.Int64,
        _ => DType.Float32,
    };
}
