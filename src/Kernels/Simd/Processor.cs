using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PtFormat.Kernels;

/// <summary>
/// Which registers kernels use: the widest that the processor has and runs well, chosen once. The environment variable
/// PTFORMAT_SIMD (512, 256, 128 or 1 bits; 1 is the reference loops) forces narrower ones, for tests and for comparison.
/// </summary>
static class Processor
{
    static int _bits;

    /// <summary>512 (AVX-512), 256 (AVX2 with FMA), 128 (SSE, NEON, WebAssembly) or 1 (none).</summary>
    /// <exception cref="InvalidOperationException">The environment variable is none of these, or wider than the processor has.</exception>
    public static int RegisterBits => _bits > 0 ? _bits : _bits = Choose(Environment.GetEnvironmentVariable("PTFORMAT_SIMD"));

    /// <summary>The widest that the processor has.</summary>
    public static int WidestBits =>
        Vector512.IsHardwareAccelerated ? 512 :
        Vector256.IsHardwareAccelerated ? 256 :
        Vector128.IsHardwareAccelerated ? 128 : 1;

    /// <summary>All that can be forced here, widest first; tests run each.</summary>
    public static IEnumerable<int> Choices => ((int[])[512, 256, 128, 1]).Where(bits => bits <= WidestBits);

    /// <summary>The registers in words.</summary>
    public static string Describe() => RegisterBits == 1 ? "no vector registers" : FormattableString.Invariant($"{RegisterBits}-bit registers");

    /// <summary>
    /// What to do where the program was compiled for less than the processor has: Native AOT takes 128 bits and software FMA
    /// unless it is told otherwise, which is up to fifty times slower. Null where all is well.
    /// </summary>
    public static string? Advice() => WidestBits < HardwareBits()
        ? FormattableString.Invariant($"this program was compiled for {WidestBits}-bit registers, the processor has {HardwareBits()} bits: set <IlcInstructionSet>native</IlcInstructionSet>, or x86-64-v3 for all of the last ten years, in its project")
        : null;

    // What the processor itself says, whatever the program was compiled for (Intel's manual, volume 2, CPUID: leaf 1, ecx bit 12
    // FMA; leaf 7, ebx bit 5 AVX2, bits 16, 17, 30 and 31 AVX-512 F, DQ, BW and VL).
    static int HardwareBits()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
            return WidestBits;
        bool hasFma = (X86Base.CpuId(1, 0).Ecx & 1 << 12) != 0;
        const int Avx512 = unchecked((int)(1u << 16 | 1u << 17 | 1u << 30 | 1u << 31));
        int features = X86Base.CpuId(7, 0).Ebx;
        return !hasFma || (features & 1 << 5) == 0 ? WidestBits : Math.Max(WidestBits, (features & Avx512) == Avx512 && WidestBits < 256 ? 512 : 256);
    }

    internal static int Choose(string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
            return WidestBits;
        foreach (int bits in Choices)
            if (wanted == bits.ToString(System.Globalization.CultureInfo.InvariantCulture))
                return bits;
        throw new InvalidOperationException($"PTFORMAT_SIMD is '{wanted}': this processor has {string.Join(", ", Choices)}");
    }
}
