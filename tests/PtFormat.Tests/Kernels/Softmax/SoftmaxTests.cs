using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class SoftmaxTests
{
    [Test]
    public void MatchesPlainLoops([Values(DType.Float32, DType.Float64)] DType dtype, [Values(0, 1, 2, -1, -3)] int dimension)
    {
        Tensor x = Sample.Make([3, 4, 5], dtype);
        Tensor last = Ops.Softmax(x, dimension).Transpose(dimension, -1);
        double[] xs = Sample.Doubles(x.Transpose(dimension, -1)), expected = new double[xs.Length];
        int count = (int)last.Shape[-1];
        for (int i = 0; i < xs.Length; i++)
            expected[i] = Math.Exp(xs[i]) / Enumerable.Range(i / count * count, count).Sum(j => Math.Exp(xs[j]));
        Sample.AssertClose(last, expected, last.Shape);
        Sample.AssertSame(Ops.Softmax(Sample.Strided(x), dimension), Ops.Softmax(x, dimension));
    }

    [Test]
    public void LargeNumbersDoNotOverflow([Values(0, 1)] int dimension) =>
        Assert.That(Ops.Softmax(Tensor.From<float>([1000, 1000, 1000, 1000], [2, 2]), dimension).ToArray<float>(), Is.All.EqualTo(0.5f));

    [Test]
    public void AScalarIsOne() => Assert.That(Ops.Softmax(Tensor.From<float>([7], []), -1).Item<float>(), Is.EqualTo(1));

    [Test]
    public void NothingStaysNothing() => Assert.That(Ops.Softmax(Sample.Make([2, 0, 3]), 1).Shape.ToString(), Is.EqualTo("[2, 0, 3]"));

    [Test]
    public void ADimensionThatIsNotThereSaysSo() =>
        Assert.That(() => Ops.Softmax(Sample.Make([2, 3]), 2), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("shape [2, 3] has dimensions -2 to 1"));
}
