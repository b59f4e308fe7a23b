using NUnit.Framework;
using PtFormat.Kernels;

namespace PtFormat.Tests.Kernels.Simd;

/// <summary>Every member of every width of float64 gives in each lane what one lane alone gives.</summary>
[TestFixture(typeof(F64x2))]
[TestFixture(typeof(F64x4))]
[TestFixture(typeof(F64x8))]
sealed unsafe class F64SimdTests<V> where V : struct, ISimdRows<V, double>
{
    static readonly double[] Interesting =
        [0, -0d, 1, -1, 0.5, -2.75, 3e300, -3e300, 1e-310, -1e-310, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 7, 100, -100, 0.1];

    [Test]
    public void OneOperand()
    {
        Compare((x, _) => x, static (v, _) => v);
        Compare((x, _) => -x, static (v, _) => -v);
        Compare((x, _) => F64x1.Abs(x), static (v, _) => V.Abs(v));
        Compare((x, _) => F64x1.Sqrt(x), static (v, _) => V.Sqrt(v));
        Compare((x, _) => F64x1.Exp(x), static (v, _) => V.Exp(v));
        Compare((x, _) => F64x1.Tanh(x), static (v, _) => V.Tanh(v));
        Compare((x, _) => F64x1.Sigmoid(x), static (v, _) => V.Sigmoid(v));
        Compare((x, _) => F64x1.Erf(x), static (v, _) => V.Erf(v));
        Compare((x, _) => F64x1.Clamp(x, new(-2), new(7)), static (v, _) => V.Clamp(v, V.Broadcast(-2), V.Broadcast(7)));
    }

    [Test]
    public void TwoOperands()
    {
        Compare((x, y) => x + y, static (v, w) => v + w);
        Compare((x, y) => x - y, static (v, w) => v - w);
        Compare((x, y) => x * y, static (v, w) => v * w);
        Compare((x, y) => x / y, static (v, w) => v / w);
        Compare((x, y) => F64x1.Fma(x, y, new(3)), static (v, w) => V.Fma(v, w, V.Broadcast(3)));
        Compare((x, y) => F64x1.Min(x, y), static (v, w) => V.Min(v, w));
        Compare((x, y) => F64x1.Max(x, y), static (v, w) => V.Max(v, w));
        Compare((x, y) => F64x1.CopySign(x, y), static (v, w) => V.CopySign(v, w));
        Compare((x, y) => F64x1.IfLess(x, y, x, new(5)), static (v, w) => V.IfLess(v, w, v, V.Broadcast(5)));
        Compare((x, y) => F64x1.IfEqual(x, y, x, new(5)), static (v, w) => V.IfEqual(v, w, v, V.Broadcast(5)));
    }

    [Test]
    public void ScaleRoundsSubnormalsOnce()
    {
        for (int n = -1200; n <= 1200; n++)
            Assert.That(Lanes(V.Scale(V.Broadcast(1.2345678), V.Broadcast(n))), Is.All.EqualTo(Math.ScaleB(1.2345678, n)), $"exponent {n}");
    }

    [Test]
    public void TheEndOfARow()
    {
        Assume.That(Processor.WidestBits, Is.GreaterThanOrEqualTo(64 * V.Count), "Kernels never use such registers here, and masks need them.");
        double[] numbers = [.. Enumerable.Range(1, V.Count).Select(i => (double)i)];
        for (int count = 0; count <= V.Count + 1; count++)
        {
            double[] loaded = new double[V.Count], stored = new double[V.Count];
            fixed (double* from = numbers, whole = loaded, part = stored)
            {
                V.Store(V.LoadFirst(from, count), whole);
                V.StoreFirst(V.Load(from), part, count);
            }
            double[] expected = [.. numbers.Select((number, i) => i < count ? number : 0)];
            Assert.That(loaded, Is.EqualTo(expected));
            Assert.That(stored, Is.EqualTo(expected));
        }
    }

    static void Compare(Func<F64x1, F64x1, F64x1> expected, Func<V, V, V> actual)
    {
        double[] x = new double[V.Count], y = new double[V.Count];
        for (int shift = 0; shift < Interesting.Length; shift++)
            for (int start = 0; start < Interesting.Length; start++)
            {
                for (int lane = 0; lane < V.Count; lane++)
                    (x[lane], y[lane]) = (Interesting[(start + lane) % Interesting.Length], Interesting[(start + lane + shift) % Interesting.Length]);
                double[] result;
                fixed (double* px = x, py = y)
                    result = Lanes(actual(V.Load(px), V.Load(py)));
                for (int lane = 0; lane < V.Count; lane++)
                    Assert.That(Bits(result[lane]), Is.EqualTo(Bits(expected(new(x[lane]), new(y[lane])).Value)), $"lane {lane} of {x[lane]:R}, {y[lane]:R}: {result[lane]:R}");
            }
    }

    // All NaN are alike; zeros differ by their sign.
    static long Bits(double value) => double.IsNaN(value) ? -1 : BitConverter.DoubleToInt64Bits(value);

    static double[] Lanes(V value)
    {
        double[] lanes = new double[V.Count];
        fixed (double* p = lanes)
            V.Store(value, p);
        return lanes;
    }
}
