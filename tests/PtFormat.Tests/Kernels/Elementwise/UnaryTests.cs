using System.Numerics;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Elementwise;

sealed class UnaryTests
{
    [Test]
    public void ReluIsTheGreaterOfXAndZero([Values(0, 1, 7, 8, 9, 15, 16, 17, 33, 64, 100, 1000)] int length)
    {
        float[] x = Values(length);
        Assert.That(Ops.Relu(Tensor.From<float>(x)).ToArray<float>(), Is.EqualTo(x.Select(v => v < 0 ? 0 : v)));
        double[] wide = [.. x.Select(v => (double)v)];
        Assert.That(Ops.Relu(Tensor.From<double>(wide)).ToArray<double>(), Is.EqualTo(wide.Select(v => v < 0 ? 0 : v)));
    }

    [Test]
    public void ReluKeepsNaNAndTheSignOfZeroAtEveryPlaceOfARegister()
    {
        for (int place = 0; place < 40; place++)
        {
            float[] x = new float[40];
            Array.Fill(x, -1);
            (x[place], x[(place + 1) % 40], x[(place + 2) % 40]) = (float.NaN, -0f, float.NegativeInfinity);
            float[] y = Ops.Relu(Tensor.From<float>(x)).ToArray<float>();
            Assert.That(y[place], Is.NaN);
            Assert.That(float.IsNegative(y[(place + 1) % 40]), "-0 stays -0");
            Assert.That(y.Where((_, i) => i != place), Is.All.Zero);
        }
    }

    [Test]
    public void SmoothFunctionsFollowTheirFormulas([Values(0, 1, 7, 8, 9, 15, 16, 17, 33)] int length)
    {
        float[] x = Values(length);
        Check(Ops.Sigmoid, v => 1 / (1 + Math.Exp(-v)), x);
        Check(Ops.Silu, v => v / (1 + Math.Exp(-v)), x);
        Check(Ops.Tanh, Math.Tanh, x);
    }

    [Test]
    public void AnElementsResultDoesNotDependOnItsPlace()
    {
        float[] x = [.. Enumerable.Repeat(0.7312f, 37)];
        Assert.That(Ops.Silu(Tensor.From<float>(x)).ToArray<float>().Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void StridedOperandsAreCopiedFirst()
    {
        Tensor x = Tensor.From<float>([-1, 2, -3, 4, -5, 6], [2, 3]).Transpose(0, 1);
        Tensor y = Ops.Relu(x);
        Assert.That(y.Shape, Is.EqualTo(Shape.Create([3, 2])));
        Assert.That(y.ToArray<float>(), Is.EqualTo(new float[] { 0, 4, 2, 0, 0, 6 }));
    }

    [Test]
    public void ANarrowedOperandStartsAtItsOffset() =>
        Assert.That(Ops.Relu(Tensor.From<float>(-1, 2, 3, -4).Narrow(0, 1, 3)).ToArray<float>(), Is.EqualTo(new float[] { 2, 3, 0 }));

    [Test]
    public void OtherDtypesSaySo() =>
        Assert.That(() => Ops.Erf(Tensor.From<Complex>(1, 2)), Throws.TypeOf<NotSupportedException>().With.Message.Contains("erf").And.Message.Contains("complex128"));

    [Test]
    public void EqualOperationsAreEqualValues()
    {
        Unary<Relu> one = new(new()), other = new(new());
        Assert.That(one, Is.EqualTo(other));
        Assert.That(one.Name, Is.EqualTo("relu"));
    }

    static void Check(Func<Tensor, Tensor> op, Func<double, double> expected, float[] x)
    {
        float[] y = op(Tensor.From<float>(x)).ToArray<float>();
        double[] wide = op(Tensor.From<double>([.. x.Select(v => (double)v)])).ToArray<double>();
        for (int i = 0; i < x.Length; i++)
        {
            Assert.That(y[i], Is.EqualTo(expected(x[i])).Within(4e-7 * Math.Max(Math.Abs(expected(x[i])), 1e-30)), $"float32 of {x[i]:R}");
            Assert.That(wide[i], Is.EqualTo(expected(x[i])).Within(1e-14 * Math.Abs(expected(x[i]))), $"float64 of {x[i]:R}");
        }
    }

    static float[] Values(int length)
    {
        Random random = new(length);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 20 - 10)];
    }
}
