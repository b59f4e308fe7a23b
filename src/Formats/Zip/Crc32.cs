using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace PtFormat.Formats.Zip;

/// <summary>
/// The checksum of zip archives: the remainder modulo x^32 + x^26 + ... + 1 (0x04C11DB7), bits reflected. Folding by carry-less
/// multiplication after Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ" (Intel, 2009).
/// </summary>
/// <remarks>
/// Own code, because System.IO.Hashing folds 128 bits at a time (13 GB/s where 512 reach 40), cannot go on from a known
/// sum, and cannot join the sums of parts that two threads computed.
/// </remarks>
static class Crc32
{
    const uint Polynomial = 0xEDB88320;

    // Bytes that a vector carries: x^(n + 32) and x^(n - 32) modulo the polynomial, reflected and shifted by one, for folding over n bits.
    static readonly Vector128<ulong> Over128 = Vector128.Create(0x1751997d0UL, 0x0ccaa009e), Over512 = Vector128.Create(0x154442bd4UL, 0x1c6e41596), Over2048 = Vector128.Create(0x11542778aUL, 0x1322d1430);

    static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of what a checksum is known of, followed by more bytes.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint state = ~checksum;
        if (Pclmulqdq.IsSupported && bytes.Length >= Vector128<byte>.Count)
            state = Fold(state, ref bytes);
        else if (ArmCrc32.Arm64.IsSupported)
            for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
                state = ArmCrc32.Arm64.ComputeCrc32(state, MemoryMarshal.Read<ulong>(bytes));
        return ~ByteWise(state, bytes);
    }

    /// <summary>The checksum of two parts, one behind the other: that of the first is carried over the length of the second.</summary>
    public static uint Combine(uint first, uint second, long secondBytes)
    {
        // x^(8 * length) by squaring; bit 31 is x^0.
        uint power = 1u << 31, square = 1u << 23;
        for (ulong left = (ulong)secondBytes; left > 0; left >>= 1)
        {
            if ((left & 1) != 0)
                power = Multiply(power, square);
            square = Multiply(square, square);
        }
        return Multiply(first, power) ^ second;
    }

    // Takes whole vectors off the front. The state is added to the first four bytes; what is left of a message after folding,
    // 16 bytes that have the same remainder, goes through the table like any other.
    static uint Fold(uint state, ref ReadOnlySpan<byte> bytes)
    {
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        nuint done = 0, length = (nuint)bytes.Length;
        Vector128<ulong> sum;
        if (Pclmulqdq.V512.IsSupported && length >= 4 * (nuint)Vector512<byte>.Count)
        {
            Vector512<ulong> a = Load512(ref at, 0) ^ Vector512.CreateScalar((ulong)state), b = Load512(ref at, 64), c = Load512(ref at, 128), d = Load512(ref at, 192);
            Vector512<ulong> far = Vector512.Create(Vector256.Create(Over2048, Over2048), Vector256.Create(Over2048, Over2048));
            Vector512<ulong> near = Vector512.Create(Vector256.Create(Over512, Over512), Vector256.Create(Over512, Over512));
            for (done = 256; length - done >= 256; done += 256)
            {
                a = Carry(a, far) ^ Load512(ref at, done);
                b = Carry(b, far) ^ Load512(ref at, done + 64);
                c = Carry(c, far) ^ Load512(ref at, done + 128);
                d = Carry(d, far) ^ Load512(ref at, done + 192);
            }
            a = Carry(Carry(Carry(a, near) ^ b, near) ^ c, near) ^ d;
            sum = Carry(a.GetLower().GetLower(), Over128) ^ a.GetLower().GetUpper();
            sum = Carry(sum, Over128) ^ a.GetUpper().GetLower();
            sum = Carry(sum, Over128) ^ a.GetUpper().GetUpper();
        }
        else if (length >= 4 * (nuint)Vector128<byte>.Count)
        {
            Vector128<ulong> a = Load128(ref at, 0) ^ Vector128.CreateScalar((ulong)state), b = Load128(ref at, 16), c = Load128(ref at, 32), d = Load128(ref at, 48);
            for (done = 64; length - done >= 64; done += 64)
            {
                a = Carry(a, Over512) ^ Load128(ref at, done);
                b = Carry(b, Over512) ^ Load128(ref at, done + 16);
                c = Carry(c, Over512) ^ Load128(ref at, done + 32);
                d = Carry(d, Over512) ^ Load128(ref at, done + 48);
            }
            sum = Carry(Carry(Carry(a, Over128) ^ b, Over128) ^ c, Over128) ^ d;
        }
        else
        {
            sum = Load128(ref at, 0) ^ Vector128.CreateScalar((ulong)state);
            done = 16;
        }
        for (; length - done >= 16; done += 16)
            sum = Carry(sum, Over128) ^ Load128(ref at, done);
        bytes = bytes[(int)done..];
        return ByteWise(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in sum)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Carry(Vector128<ulong> sum, Vector128<ulong> over) =>
        Pclmulqdq.CarrylessMultiply(sum, over, 0x00) ^ Pclmulqdq.CarrylessMultiply(sum, over, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<ulong> Carry(Vector512<ulong> sum, Vector512<ulong> over) =>
        Pclmulqdq.V512.CarrylessMultiply(sum, over, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(sum, over, 0x11);

    static Vector128<ulong> Load128(ref byte start, nuint offset) => Vector128.LoadUnsafe(ref start, offset).AsUInt64();

    static Vector512<ulong> Load512(ref byte start, nuint offset) => Vector512.LoadUnsafe(ref start, offset).AsUInt64();

    static uint ByteWise(uint state, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
            state = Table[(byte)(state ^ next)] ^ (state >> 8);
        return state;
    }

    // The product of two reflected polynomials modulo the polynomial.
    static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (uint bit = 1u << 31; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
                product ^= b;
            b = (b >> 1) ^ ((b & 1) * Polynomial);
        }
        return product;
    }

    static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint state = i;
            for (int bit = 0; bit < 8; bit++)
                state = (state >> 1) ^ ((state & 1) * Polynomial);
            table[i] = state;
        }
        return table;
    }
}
