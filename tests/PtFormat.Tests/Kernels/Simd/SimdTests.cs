using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;

namespace PtFormat.Tests.Kernels.Simd;

/// <summary>Every member of every width gives in each lane what plain C# gives for the element.</summary>
[TestFixture(typeof(F32x1))]
[TestFixture(typeof(F32x4))]
[TestFixture(typeof(F32x8))]
[TestFixture(typeof(F32x16))]
sealed unsafe class SimdTests<V> where V : struct, ISimdOf<V, float>
{
    static readonly float[] Interesting =
        [0, -0f, 1, -1, 0.5f, -2.75f, 3e38f, -3e38f, 1e-40f, -1e-40f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 7, 100, -100];

    [Test]
    public void LoadAndStoreKeepTheOrderOfLanes() => Compare(x => x, static v => v);

    [Test]
    public void ConstantsFillEveryLane()
    {
        Compare(_ => 0, static _ => V.Zero);
        Compare(_ => 1, static _ => V.One);
        Compare(_ => 0.1f, static _ => V.Broadcast(0.1));
        float value = 42;
        Assert.That(Lanes(V.LoadBroadcast(&value)), Is.All.EqualTo(42f));
    }

    [Test]
    public void OneOperandIsExact()
    {
        Compare(x => -x, static v => -v);
        Compare(MathF.Abs, V.Abs);
    }

    [Test]
    public void TwoOperandsAreExact()
    {
        Compare((x, y) => x + y, static (v, w) => v + w);
        Compare((x, y) => x - y, static (v, w) => v - w);
        Compare((x, y) => x * y, static (v, w) => v * w);
        Compare((x, y) => x / y, static (v, w) => v / w);
        Compare(MathF.Min, V.Min);
        Compare(MathF.Max, V.Max);
        Compare((x, y) => x < y ? x : 5, static (v, w) => V.IfLess(v, w, v, V.Broadcast(5)));
    }

    [Test]
    public void FmaIsExactOnIntegers() =>
        Compare((x, y) => x * y + 3, static (v, w) => V.Fma(v, w, V.Broadcast(3)), [.. Enumerable.Range(-40, 80).Select(i => (float)i)]);

    [Test]
    public void ScaledOnesArePowersOfTwo() =>
        Compare(n => MathF.ScaleB(1, (int)n), static n => V.Scale(V.One, n), [.. Enumerable.Range(-252, 507).Select(n => (float)n)]);

    [Test]
    public void ScaleRoundsSubnormalsOnce() =>
        Compare(n => MathF.ScaleB(1.2345678f, (int)n), static n => V.Scale(V.Broadcast(1.2345678f), n), [.. Enumerable.Range(-160, 320).Select(n => (float)n)]);

    [Test]
    public void SignsAreCopied() => Compare(MathF.CopySign, V.CopySign);

    [Test]
    public void ClampKeepsNaN() =>
        Compare(x => float.IsNaN(x) ? x : Math.Clamp(x, -2, 7), static v => V.Clamp(v, V.Broadcast(-2), V.Broadcast(7)));

    [Test]
    public void ExpIsWithinOneUlp() => Sweep(1.0, Math.Exp, V.Exp, F32x1.Exp);

    [Test]
    public void SigmoidIsWithinTwoAndAHalfUlp() => Sweep(2.5, x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)), V.Sigmoid, F32x1.Sigmoid);

    [Test]
    public void TanhIsWithinTwoAndAHalfUlp() => Sweep(2.5, Math.Tanh, V.Tanh, F32x1.Tanh);

    [Test]
    public void ErfIsWithinTwoAndAHalfUlp() => Sweep(2.5, ErrorFunction.Erf, V.Erf, F32x1.Erf);

    [Test]
    public void FunctionsKeepTheirLimits()
    {
        Compare(x => MathF.Exp(x), V.Exp, [float.NegativeInfinity, -200, 0, -0f, 200, float.PositiveInfinity, float.NaN]);
        Compare(x => x == -200 || float.IsNegativeInfinity(x) ? 0 : x == 0 ? 0.5f : float.IsNaN(x) ? x : 1, V.Sigmoid, [float.NegativeInfinity, -200, 0, -0f, 200, float.PositiveInfinity, float.NaN]);
        Compare(MathF.Tanh, V.Tanh, [float.NegativeInfinity, -200, 0, -0f, 1e-40f, 200, float.PositiveInfinity, float.NaN]);
    }

    // Every 2053rd of all float32, which meets each exponent about four thousand times, and the ends of the ranges.
    static void Sweep(double ulps, Func<double, double> exact, Func<V, V> actual, Func<F32x1, F32x1> scalar)
    {
        float* x = stackalloc float[V.Count], y = stackalloc float[V.Count];
        double worst = 0;
        float at = 0;
        IEnumerable<uint> patterns = Enumerable.Range(0, (int)(uint.MaxValue / 2053)).Select(i => (uint)i * 2053);
        foreach (uint[] block in patterns.Concat(Interesting.Select(BitConverter.SingleToUInt32Bits)).Chunk(V.Count).Where(block => block.Length == V.Count))
        {
            for (int lane = 0; lane < V.Count; lane++)
                x[lane] = BitConverter.UInt32BitsToSingle(block[lane]);
            V.Store(actual(V.Load(x)), y);
            for (int lane = 0; lane < V.Count; lane++)
            {
                float result = y[lane], alone = scalar(new(x[lane])).Value;
                if (Bits(result) != Bits(alone))
                    Assert.Fail($"{x[lane]:R} gives {result:R} in a register and {alone:R} alone");
                double expected = exact(x[lane]), error = Error(result, expected);
                if (error > worst)
                    (worst, at) = (error, x[lane]);
            }
        }
        TestContext.Out.WriteLine($"worst error {worst:G4} ulp at {at:R}");
        Assert.That(worst, Is.LessThanOrEqualTo(ulps), $"worst at {at:R}");
    }

    // In units of the last place of what float32 the exact result is nearest to.
    static double Error(float result, double exact)
    {
        float nearest = (float)exact;
        if (!float.IsFinite(nearest) || !float.IsFinite(result))
            return Bits(result) == Bits(nearest) ? 0 : double.MaxValue;
        if (float.IsNegative(result) != float.IsNegative(nearest))
            return double.MaxValue;
        return Math.Abs(result - exact) / ((double)MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest));
    }

    static void Compare(Func<float, float> expected, Func<V, V> actual, float[]? arguments = null) =>
        Compare((x, _) => expected(x), (v, _) => actual(v), arguments);

    static void Compare(Func<float, float, float> expected, Func<V, V, V> actual, float[]? arguments = null)
    {
        arguments ??= Interesting;
        float[] x = new float[V.Count], y = new float[V.Count];
        for (int shift = 0; shift < arguments.Length; shift++)
            for (int start = 0; start < arguments.Length; start += V.Count)
            {
                for (int lane = 0; lane < V.Count; lane++)
                {
                    x[lane] = arguments[(start + lane) % arguments.Length];
                    y[lane] = arguments[(start + lane + shift) % arguments.Length];
                }
                float[] result;
                fixed (float* px = x, py = y)
                    result = Lanes(actual(V.Load(px), V.Load(py)));
                for (int lane = 0; lane < V.Count; lane++)
                    Assert.That(Bits(result[lane]), Is.EqualTo(Bits(expected(x[lane], y[lane]))), $"lane {lane} of {x[lane]:R}, {y[lane]:R}: {result[lane]:R}");
            }
    }

    // All NaN are alike; zeros differ by their sign.
    static int Bits(float value) => float.IsNaN(value) ? -1 : BitConverter.SingleToInt32Bits(value);

    static float[] Lanes(V value)
    {
        float[] lanes = new float[V.Count];
        fixed (float* p = lanes)
            V.Store(value, p);
        return lanes;
    }
}
