using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;

namespace PtFormat.Proofs;

/// <summary>Does the one generic loop cost anything against a loop written by hand for each function and width?</summary>
static unsafe class SimdProof
{
    const int Count = 4096;

    public static void Run()
    {
        Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeCompiled ? "JIT" : "AOT")}; accelerated: 128 {Vector128.IsHardwareAccelerated}, 256 {Vector256.IsHardwareAccelerated}, 512 {Vector512.IsHardwareAccelerated}");
        float* x = (float*)NativeMemory.AlignedAlloc(Count * sizeof(float), 64), y = (float*)NativeMemory.AlignedAlloc(Count * sizeof(float), 64);
        Random random = new(1);
        for (int i = 0; i < Count; i++)
            x[i] = random.NextSingle() * 20 - 10;

        Console.WriteLine($"ns for {Count} elements in L1 | by hand | ISimd | ratio");
        Compare("relu 256", () => HandWritten.Relu256(x, y, 0, Count), () => UnaryLoop.Run<Relu, F32x8, float>(default, x, y, 0, Count));
        Compare("relu 512", () => HandWritten.Relu512(x, y, 0, Count), () => UnaryLoop.Run<Relu, F32x16, float>(default, x, y, 0, Count));
        Compare("silu 256", () => HandWritten.Silu256(x, y, 0, Count), () => UnaryLoop.Run<Silu, F32x8, float>(default, x, y, 0, Count));
        Compare("silu 512", () => HandWritten.Silu512(x, y, 0, Count), () => UnaryLoop.Run<Silu, F32x16, float>(default, x, y, 0, Count));

        double[] loop = Measure.Interleaved(50, 100, () => UnaryLoop.Run(default(Silu), new ReadOnlySpan<float>(x, Count), new Span<float>(y, Count)));
        Console.WriteLine($"silu, the width that the loop chooses: {loop[0]:F0}");
        NativeMemory.AlignedFree(x);
        NativeMemory.AlignedFree(y);
    }

    static void Compare(string name, Action byHand, Action generic)
    {
        double[] times = Measure.Interleaved(200, 100, byHand, generic);
        Console.WriteLine($"{name} | {times[0]:F0} | {times[1]:F0} | {times[1] / times[0]:F3}");
    }
}
