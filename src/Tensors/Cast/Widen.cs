using System.Numerics;
using System.Runtime.InteropServices;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Tensors;

/// <summary>From every dtype to its carrier (<see cref="ElementCast"/>), exactly.</summary>
static class Widen
{
    public static void Run(DType from, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        switch (from)
        {
            case DType.Bool:
                Span<long> truths = Cast<long>(destination);
                for (int i = 0; i < source.Length; i++)
                    truths[i] = source[i] != 0 ? 1 : 0;
                break;
            case DType.UInt8:
                Integers<byte>(source, destination);
                break;
            case DType.Int8:
                Integers<sbyte>(source, destination);
                break;
            case DType.UInt16:
                Integers<ushort>(source, destination);
                break;
            case DType.Int16:
                Integers<short>(source, destination);
                break;
            case DType.UInt32:
                Integers<uint>(source, destination);
                break;
            case DType.Int32:
                Integers<int>(source, destination);
                break;
            case DType.Float16:
                HalfCast.Widen(Cast<Half>(source), Cast<float>(destination));
                break;
            case DType.BFloat16:
                BFloat16Cast.Widen(Cast<BFloat16>(source), Cast<float>(destination));
                break;
            case DType.BComplex32:
                Span<Complex> wide = Cast<Complex>(destination);
                foreach (ref readonly BComplex32 z in Cast<BComplex32>(source))
                {
                    wide[0] = new((float)z.Real, (float)z.Imaginary);
                    wide = wide[1..];
                }
                break;
            case DType.Complex32:
                Span<Complex> halves = Cast<Complex>(destination);
                foreach (ref readonly Complex32 z in Cast<Complex32>(source))
                {
                    halves[0] = new((float)z.Real, (float)z.Imaginary);
                    halves = halves[1..];
                }
                break;
            case DType.Complex64:
                // Two floats become two doubles.
                Primitives.ConvertTruncating(Cast<float>(source), Cast<double>(destination));
                break;
            default:
                Float8Format.Of(from).Widen(source, Cast<float>(destination));
                break;
        }
    }

    static void Integers<T>(ReadOnlySpan<byte> source, Span<byte> destination) where T : unmanaged, IBinaryInteger<T> =>
        Primitives.ConvertTruncating(Cast<T>(source), Cast<long>(destination));

    static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    static Span<T> Cast<T>(Span<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);
}
