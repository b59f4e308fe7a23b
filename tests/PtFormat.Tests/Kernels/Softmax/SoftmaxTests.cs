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

    [Test]
    public void EveryWidthMatchesTheReference(
        [Values(DType.Float32, DType.Float64)] DType dtype, [Values] bool isLog, [Values(0, 1)] int dimension, [Values(1, 3, 15, 16, 17, 100)] int rows, [Values(1, 2, 31, 513, 1100)] int columns)
    {
        Tensor x = Ops.Mul(Sample.Make([rows, columns], dtype), 20);
        SoftmaxOp op = new(dimension, isLog);
        double[] expected = Sample.Doubles(Run(x, 1));
        foreach (int bits in Processor.Choices)
            Assert.That(Sample.Doubles(Run(x, bits)), Is.EqualTo(expected).Within(dtype == DType.Float64 ? 1e-13 : 4e-6), $"{bits} bits");

        Tensor Run(Tensor input, int bits)
        {
            Kernel kernel = dtype == DType.Float64 ? op.Find<double>(input.Shape, bits) : op.Find<float>(input.Shape, bits);
            Tensor output = Tensor.Zeros(input.Shape, dtype);
            kernel.Run([input], [output], kernel.WorkspaceBytes > 0 ? Device.Cpu.Allocate(kernel.WorkspaceBytes) : null);
            return output;
        }
    }

    [Test]
    public void ANaNSpoilsItsLineAlone([Values(0, 1)] int dimension, [Values] bool isLog)
    {
        Tensor x = Sample.Make([40, 40]);
        x.AsSpan<float>()[5 * 40 + 7] = float.NaN;
        float[] y = (isLog ? Ops.LogSoftmax(x, dimension) : Ops.Softmax(x, dimension)).ToArray<float>();
        for (int i = 0; i < y.Length; i++)
            Assert.That(float.IsNaN(y[i]), Is.EqualTo(dimension == 1 ? i / 40 == 5 : i % 40 == 7), $"element {i}");
    }
}
