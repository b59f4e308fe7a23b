using System.Numerics;
using System.Runtime.InteropServices;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Tensors;

/// <summary>
/// From a carrier (<see cref="ElementCast"/>) to every dtype. A float out of an integer's range becomes what x86 processors make
/// of it (CVTTSD2SI): integers of up to 32 bits take the low bits of a 32-bit conversion, which is -2^31 when out of range;
/// uint32 the low bits of a 64-bit one, which is -2^63 when out of range; uint64 wraps once at 2^63. C leaves these cases open,
/// so PyTorch's vector loops differ for uint32; this is what it does to one element.
/// </summary>
static class Narrow
{
    // A block of float32 and one of float64 are on the stack.
    const int Block = 512;

    public static void Run(DType carrier, ReadOnlySpan<byte> source, DType to, Span<byte> destination)
    {
        switch (carrier)
        {
            case DType.Int64:
                FromInteger(Cast<long>(source), to, destination);
                break;
            case DType.UInt64:
                FromInteger(Cast<ulong>(source), to, destination);
                break;
            case DType.Float32:
                FromFloat32(Cast<float>(source), to, destination);
                break;
            case DType.Float64:
                FromFloat64(Cast<double>(source), to, destination);
                break;
            default:
                FromComplex128(Cast<Complex>(source), to, destination);
                break;
        }
    }

    static void FromInteger<T>(ReadOnlySpan<T> source, DType to, Span<byte> destination) where T : unmanaged, IBinaryInteger<T>
    {
        switch (to)
        {
            case DType.Bool:
                for (int i = 0; i < source.Length; i++)
                    destination[i] = source[i] == T.Zero ? (byte)0 : (byte)1;
                break;
            case DType.UInt8:
                Primitives.ConvertTruncating(source, destination);
                break;
            case DType.Int8:
                Primitives.ConvertTruncating(source, Cast<sbyte>(destination));
                break;
            case DType.UInt16:
                Primitives.ConvertTruncating(source, Cast<ushort>(destination));
                break;
            case DType.Int16:
                Primitives.ConvertTruncating(source, Cast<short>(destination));
                break;
            case DType.UInt32:
                Primitives.ConvertTruncating(source, Cast<uint>(destination));
                break;
            case DType.Int32:
                Primitives.ConvertTruncating(source, Cast<int>(destination));
                break;
            case DType.UInt64:
                Primitives.ConvertTruncating(source, Cast<ulong>(destination));
                break;
            case DType.Int64:
                Primitives.ConvertTruncating(source, Cast<long>(destination));
                break;
            case DType.Float32:
                Primitives.ConvertTruncating(source, Cast<float>(destination));
                break;
            case DType.Float64:
                Primitives.ConvertTruncating(source, Cast<double>(destination));
                break;
            case DType.Complex128:
                ThroughFloat64(source, to, destination);
                break;
            default:
                ThroughFloat32(source, to, destination);
                break;
        }
    }

    static void FromFloat32(ReadOnlySpan<float> source, DType to, Span<byte> destination)
    {
        switch (to)
        {
            case DType.Bool:
                for (int i = 0; i < source.Length; i++)
                    destination[i] = source[i] == 0 ? (byte)0 : (byte)1;
                break;
            case DType.Float16:
                HalfCast.Narrow(source, Cast<Half>(destination));
                break;
            case DType.BFloat16:
                BFloat16Cast.Narrow(source, Cast<BFloat16>(destination));
                break;
            case DType.Float64:
                Primitives.ConvertTruncating(source, Cast<double>(destination));
                break;
            case DType.Complex32:
                for (int i = 0; i < source.Length; i++)
                    Cast<Complex32>(destination)[i] = new((Half)source[i], default);
                break;
            case DType.BComplex32:
                for (int i = 0; i < source.Length; i++)
                    Cast<BComplex32>(destination)[i] = new((BFloat16)source[i], default);
                break;
            case DType.Complex64:
                for (int i = 0; i < source.Length; i++)
                    Cast<Complex64>(destination)[i] = new(source[i], 0);
                break;
            case DType.Float8E4M3Fn or DType.Float8E4M3FnUz or DType.Float8E5M2 or DType.Float8E5M2FnUz or DType.Float8E8M0Fnu:
                Float8Format.Of(to).Narrow(source, destination);
                break;
            default:
                ThroughFloat64(source, to, destination);
                break;
        }
    }

    static void FromFloat64(ReadOnlySpan<double> source, DType to, Span<byte> destination)
    {
        switch (to)
        {
            case DType.Bool:
                for (int i = 0; i < source.Length; i++)
                    destination[i] = source[i] == 0 ? (byte)0 : (byte)1;
                break;
            case DType.UInt8 or DType.Int8:
                for (int i = 0; i < source.Length; i++)
                    destination[i] = unchecked((byte)ToInt32(source[i]));
                break;
            case DType.UInt16 or DType.Int16:
                for (int i = 0; i < source.Length; i++)
                    Cast<short>(destination)[i] = unchecked((short)ToInt32(source[i]));
                break;
            case DType.Int32:
                for (int i = 0; i < source.Length; i++)
                    Cast<int>(destination)[i] = ToInt32(source[i]);
                break;
            case DType.UInt32:
                for (int i = 0; i < source.Length; i++)
                    Cast<uint>(destination)[i] = unchecked((uint)ToInt64(source[i]));
                break;
            case DType.Int64:
                for (int i = 0; i < source.Length; i++)
                    Cast<long>(destination)[i] = ToInt64(source[i]);
                break;
            case DType.UInt64:
                for (int i = 0; i < source.Length; i++)
                    Cast<ulong>(destination)[i] = ToUInt64(source[i]);
                break;
            case DType.Float32:
                Primitives.ConvertTruncating(source, Cast<float>(destination));
                break;
            case DType.Complex128:
                for (int i = 0; i < source.Length; i++)
                    Cast<Complex>(destination)[i] = source[i];
                break;
            default:
                ThroughFloat32(source, to, destination);
                break;
        }
    }

    static void FromComplex128(ReadOnlySpan<Complex> source, DType to, Span<byte> destination)
    {
        switch (to)
        {
            case DType.Bool:
                for (int i = 0; i < source.Length; i++)
                    destination[i] = source[i] == Complex.Zero ? (byte)0 : (byte)1;
                break;
            case DType.Complex32:
                for (int i = 0; i < source.Length; i++)
                    Cast<Complex32>(destination)[i] = new((Half)(float)source[i].Real, (Half)(float)source[i].Imaginary);
                break;
            case DType.BComplex32:
                for (int i = 0; i < source.Length; i++)
                    Cast<BComplex32>(destination)[i] = new((BFloat16)(float)source[i].Real, (BFloat16)(float)source[i].Imaginary);
                break;
            case DType.Complex64:
                Primitives.ConvertTruncating(MemoryMarshal.Cast<Complex, double>(source), Cast<float>(destination));
                break;
            default:
                Span<double> block = stackalloc double[Block];
                int size = to.ItemSize();
                for (int done = 0; done < source.Length; done += Block)
                {
                    Span<double> real = block[..Math.Min(Block, source.Length - done)];
                    for (int i = 0; i < real.Length; i++)
                        real[i] = source[done + i].Real;
                    if (to == DType.Float64)
                        real.CopyTo(Cast<double>(destination)[done..]);
                    else
                        FromFloat64(real, to, destination[(done * size)..]);
                }
                break;
        }
    }

    static void ThroughFloat32<T>(ReadOnlySpan<T> source, DType to, Span<byte> destination) where T : unmanaged, INumberBase<T>
    {
        Span<float> block = stackalloc float[Block];
        int size = to.ItemSize();
        for (int done = 0; done < source.Length; done += Block)
        {
            Span<float> part = block[..Math.Min(Block, source.Length - done)];
            Primitives.ConvertTruncating(source.Slice(done, part.Length), part);
            FromFloat32(part, to, destination[(done * size)..]);
        }
    }

    static void ThroughFloat64<T>(ReadOnlySpan<T> source, DType to, Span<byte> destination) where T : unmanaged, INumberBase<T>
    {
        Span<double> block = stackalloc double[Block];
        int size = to.ItemSize();
        for (int done = 0; done < source.Length; done += Block)
        {
            Span<double> part = block[..Math.Min(Block, source.Length - done)];
            Primitives.ConvertTruncating(source.Slice(done, part.Length), part);
            FromFloat64(part, to, destination[(done * size)..]);
        }
    }

    // Written as comparisons, so that every processor gives x86's answers; a NaN is in no range.
    static int ToInt32(double value) => value > int.MinValue - 1.0 && value < int.MaxValue + 1.0 ? (int)value : int.MinValue;

    static long ToInt64(double value) => value is >= long.MinValue and < 9223372036854775808.0 ? (long)value : long.MinValue;

    static ulong ToUInt64(double value) => value >= 9223372036854775808.0
        ? (ulong)ToInt64(value - 9223372036854775808.0) ^ (1UL << 63)
        : (ulong)ToInt64(value);

    static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    static Span<T> Cast<T>(Span<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);
}
