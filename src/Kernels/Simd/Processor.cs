using System.Runtime.Intrinsics;

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
