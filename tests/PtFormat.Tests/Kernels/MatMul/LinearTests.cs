using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class LinearTests
{
    static readonly long[][] Shapes = [[3, 7], [7], [2, 3, 7], [0, 7], [1, 1, 1, 7]];

    [TestCaseSource(nameof(Shapes))]
    public void MatchesPlainLoops(params long[] shape)
    {
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            Tensor x = Sample.Make(Shape.Create(shape), dtype), weight = Sample.Make([5, 7], dtype, 2), bias = Sample.Make([5], dtype, 3);
            Check(x, weight, bias);
            Check(x, weight, null);
            Check(Sample.Strided(x), Sample.Strided(weight), Sample.Strided(bias));
        }
    }

    [Test]
    public void WideWeightsAreTakenInBlocks() => Check(Sample.Make([3, 3000], DType.Float64), Sample.Make([50, 3000], DType.Float64, 2), null);

    [Test]
    public void WithoutFeaturesOnlyTheBiasIsLeft() =>
        Assert.That(Ops.Linear(Sample.Make([2, 0]), Sample.Make([2, 0]), Tensor.From<float>(3, 4)).ToArray<float>(), Is.EqualTo(new[] { 3f, 4, 3, 4 }));

    [Test]
    public void BadCallsSayWhatIsWrong()
    {
        Assert.That(() => Ops.Linear(Sample.Make([2, 3]), Sample.Make([5, 7])), Throws.ArgumentException.With.Message.EqualTo("linear: input has 3 features [2, 3], weight expects 7 [5, 7]"));
        Assert.That(() => Ops.Linear(Sample.Make([]), Sample.Make([5, 7])), Throws.ArgumentException.With.Message.EqualTo("linear: input has no features [], weight expects 7 [5, 7]"));
        Assert.That(() => Ops.Linear(Sample.Make([2, 7]), Sample.Make([5, 7]), Sample.Make([7])), Throws.ArgumentException.With.Message.EqualTo("linear: bias is [7], expected [5]"));
        Assert.That(() => Ops.Linear(Sample.Make([2, 7]), Sample.Make([7])), Throws.ArgumentException.With.Message.EqualTo("linear: weight has 1 dimensions [7], expected [out features, in features]"));
    }

    static void Check(Tensor x, Tensor weight, Tensor? bias)
    {
        int n = (int)weight.Shape[0], k = (int)weight.Shape[1];
        double[] xs = Sample.Doubles(x), ws = Sample.Doubles(weight), expected = new double[x.ElementCount / k * n];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = bias is null ? 0 : Sample.Doubles(bias)[i % n];
            for (int j = 0; j < k; j++)
                expected[i] += xs[i / n * k + j] * ws[i % n * k + j];
        }
        Sample.AssertClose(Ops.Linear(x, weight, bias), expected, [.. x.Shape.AsSpan()[..^1], n]);
    }
}
