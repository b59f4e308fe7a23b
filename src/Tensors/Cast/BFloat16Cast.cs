using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Tensors;

/// <summary>
/// bfloat16 and float32, a register at a time: to float32 by a shift, from float32 by adding just under half of the last
/// place, which rounds to nearest, ties to even. Every NaN becomes 7FC0, as in <see cref="BFloat16"/>.
/// </summary>
static class BFloat16Cast
{
    public static void Widen(ReadOnlySpan<BFloat16> source, Span<float> destination)
    {
        ref ushort from = ref Unsafe.As<BFloat16, ushort>(ref MemoryMarshal.GetReference(source));
        ref uint to = ref Unsafe.As<float, uint>(ref MemoryMarshal.GetReference(destination[..source.Length]));
        int i = 0;
        for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
            (low << 16).StoreUnsafe(ref to, (nuint)i);
            (high << 16).StoreUnsafe(ref to, (nuint)(i + Vector256<uint>.Count));
        }
        for (; i < source.Length; i++)
            destination[i] = source[i];
    }

    public static void Narrow(ReadOnlySpan<float> source, Span<BFloat16> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(source);
        ref ushort to = ref Unsafe.As<BFloat16, ushort>(ref MemoryMarshal.GetReference(destination[..source.Length]));
        int i = 0;
        for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            Vector256<uint> low = Round(Vector256.LoadUnsafe(ref from, (nuint)i));
            Vector256<uint> high = Round(Vector256.LoadUnsafe(ref from, (nuint)(i + Vector256<float>.Count)));
            Vector256.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < source.Length; i++)
            destination[i] = (BFloat16)source[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Round(Vector256<float> value)
    {
        Vector256<uint> bits = value.AsUInt32(), odd = (bits >> 16) & Vector256.Create(1u);
        Vector256<uint> rounded = (bits + odd + Vector256.Create(0x7FFFu)) >> 16;
        return Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, Vector256.Create(0x7FC0u));
    }
}
