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
    public void PowersOfTwoAreExactOverTheNormalRange() =>
        Compare(n => MathF.ScaleB(1, (int)n), V.PowerOfTwo, [.. Enumerable.Range(-126, 254).Select(n => (float)n)]);

    [Test]
    public void ExpIsWithinOneUlp() => AssertWithin(1.0, Math.Exp, V.Exp, -104, 89);

    [Test]
    public void TanhIsWithinTwoUlp() => AssertWithin(2.0, Math.Tanh, V.Tanh, -10, 10);

    [Test]
    public void ErfIsWithinTwoUlp() => AssertWithin(2.0, ErrorFunction.Erf, V.Erf, -5, 5);

    [Test]
    public void FunctionsKeepTheirLimits()
    {
        Compare(x => MathF.Exp(x), V.Exp, [float.NegativeInfinity, -200, 0, -0f, 200, float.PositiveInfinity, float.NaN]);
        Compare(MathF.Tanh, V.Tanh, [float.NegativeInfinity, -200, 0, -0f, 1e-40f, 200, float.PositiveInfinity, float.NaN]);
    }

    static void AssertWithin(double ulps, Func<double, double> exact, Func<V, V> actual, float low, float high)
    {
        float* x = stackalloc float[V.Count];
        double worst = 0;
        float at = 0;
        Random random = new(1);
        for (int n = 0; n < 200_000; n++)
        {
            // Half of the arguments are spread evenly, half over the exponents down to 2^-20.
            float argument = n % 2 == 0 ? low + (high - low) * random.NextSingle() : (random.Next(2) * 2 - 1) * MathF.ScaleB(random.NextSingle(), random.Next(-20, 3));
            new Span<float>(x, V.Count).Fill(argument);
            float result = Lanes(actual(V.Load(x)))[V.Count - 1];
            double expected = exact(argument), unit = (double)MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected);
            double error = double.IsInfinity((float)expected) ? (float.IsInfinity(result) ? 0 : double.MaxValue) : Math.Abs(result - expected) / unit;
            if (error > worst)
                (worst, at) = (error, argument);
        }
        Assert.That(worst, Is.LessThanOrEqualTo(ulps), $"worst at {at:R}");
        TestContext.Out.WriteLine($"worst error {worst:F3} ulp at {at:R}");
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
