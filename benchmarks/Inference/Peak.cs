using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Inference;

/// <summary>What one core of this machine can do at most, measured now.</summary>
static class Peak
{
    /// <summary>Multiplications and additions a second of independent FMAs that stay in registers.</summary>
    public static double FlopsPerSecond() => Best(() => Spin(1_000_000), 1_000_000 * 16.0 * Vector512<float>.Count * 2);

    /// <summary>Bytes read and written a second by a copy of 64 MB.</summary>
    public static double CopyBytesPerSecond()
    {
        float[] from = new float[16 << 20], to = new float[from.Length];
        return Best(() => from.CopyTo(to, 0), from.Length * 8.0);
    }

    static double Best(Action work, double amount)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 30; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return amount / best;
    }

    // Sixteen chains hide the latency of four cycles on two units with room to spare.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static Vector512<float> Spin(int count)
    {
        Vector512<float> x = Vector512.Create(1.0000001f), y = Vector512.Create(1e-9f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x, m = x, n = x, o = x, p = x;
        for (int step = 0; step < count; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
            m = Vector512.FusedMultiplyAdd(m, x, y);
            n = Vector512.FusedMultiplyAdd(n, x, y);
            o = Vector512.FusedMultiplyAdd(o, x, y);
            p = Vector512.FusedMultiplyAdd(p, x, y);
        }
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p;
    }
}
