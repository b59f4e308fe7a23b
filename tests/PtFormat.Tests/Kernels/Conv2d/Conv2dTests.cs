using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class Conv2dTests
{
    [Test]
    public void MatchesPlainLoops(
        [Values(DType.Float32, DType.Float64)] DType dtype, [Values(1, 2)] int stride, [Values(0, 1)] int padding, [Values(1, 2)] int dilation, [Values(1, 2)] int groups)
    {
        Conv2dOp op = new() { Stride = (stride, 1), Padding = (padding, 2), Dilation = (1, dilation), Groups = groups };
        Check(Sample.Make([2, 4, 7, 9], dtype), Sample.Make([6, 4 / groups, 3, 2], dtype, 2), Sample.Make([6], dtype, 3), op);
    }

    [Test]
    public void RandomShapesMatchPlainLoops() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 8], Gen.Int[1, 8], Gen.Int[1, 3])
            .Select(Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 3], Gen.Int[1, 2], Gen.Bool))
            .Where((image, window) => Fits(image.Item4, window.Item1, window) && Fits(image.Item5, window.Item2, window))
            .Sample((image, window) =>
            {
                (int batch, int channels, int outChannels, int height, int width, int groups) = image;
                (int kernelHeight, int kernelWidth, int stride, int padding, int dilation, bool bias) = window;
                Conv2dOp op = new() { Stride = stride, Padding = padding, Dilation = dilation, Groups = groups };
                Tensor x = Sample.Make([batch, channels * groups, height, width]);
                Check(Sample.Strided(x), Sample.Make([outChannels * groups, channels, kernelHeight, kernelWidth], seed: 2), bias ? Sample.Make([outChannels * groups]) : null, op);
            }, iter: 300);

    [Test]
    public void StridedOperandsGiveTheSame()
    {
        Tensor x = Sample.Make([2, 3, 5, 6]), weight = Sample.Make([4, 3, 3, 3], seed: 2), bias = Sample.Make([4], seed: 3);
        Sample.AssertSame(Ops.Conv2d(Sample.Strided(x), Sample.Strided(weight), Sample.Strided(bias)), Ops.Conv2d(x, weight, bias));
    }

    [Test]
    public void AnImageWithoutBatchStaysWithout() =>
        Sample.AssertSame(
            Ops.Conv2d(Sample.Make([3, 5, 6]), Sample.Make([4, 3, 3, 3])), Ops.Conv2d(Sample.Make([1, 3, 5, 6]), Sample.Make([4, 3, 3, 3])).Select(0, 0));

    [Test]
    public void AnEmptyBatchGivesAnEmptyBatch() =>
        Assert.That(Ops.Conv2d(Sample.Make([0, 3, 5, 6]), Sample.Make([4, 3, 3, 3])).Shape.ToString(), Is.EqualTo("[0, 4, 3, 4]"));

    [TestCaseSource(nameof(BadCalls))]
    public void BadCallsSayWhatIsWrong(long[] x, long[] weight, long[]? bias, Conv2dOp op, string message) =>
        Assert.That(
            () => Ops.Conv2d(Tensor.Zeros(Shape.Create(x)), Tensor.Zeros(Shape.Create(weight)), bias is null ? null : Tensor.Zeros(Shape.Create(bias)), op),
            Throws.ArgumentException.With.Message.EqualTo(message));

    static IEnumerable<object?[]> BadCalls()
    {
        Conv2dOp plain = new();
        yield return [new long[] { 1, 4, 9, 9 }, new long[] { 64, 3, 7, 7 }, null, plain, "conv2d: input has 4 channels [1, 4, 9, 9], weight expects 3 [64, 3, 7, 7]"];
        yield return [new long[] { 1, 4, 9, 9 }, new long[] { 4, 1, 3, 3 }, null, new Conv2dOp { Groups = 2 }, "conv2d: input has 4 channels [1, 4, 9, 9], weight expects 2 [4, 1, 3, 3] in 2 groups"];
        yield return [new long[] { 1, 3, 9, 9 }, new long[] { 5, 1, 3, 3 }, null, new Conv2dOp { Groups = 3 }, "conv2d: weight has 5 output channels [5, 1, 3, 3], which 3 groups do not divide"];
        yield return [new long[] { 1, 3, 9, 9 }, new long[] { 5, 3, 3, 3 }, new long[] { 4 }, plain, "conv2d: bias is [4], expected [5]"];
        yield return [new long[] { 9, 9 }, new long[] { 5, 3, 3, 3 }, null, plain, "conv2d: input has 2 dimensions [9, 9], expected [batch, channels, height, width] or without batch"];
        yield return [new long[] { 1, 3, 2, 9 }, new long[] { 5, 3, 3, 3 }, null, plain, "conv2d: the kernel of weight [5, 3, 3, 3] is larger than input [1, 3, 2, 9] with padding 0 and dilation 1"];
        yield return [new long[] { 1, 3, 9, 9 }, new long[] { 5, 3, 3, 3 }, null, new Conv2dOp { Stride = (1, 0) }, "conv2d: stride is (1, 0), at least 1 was needed"];
    }

    [Test]
    public void DTypesMustBeEqual() =>
        Assert.That(
            () => Ops.Conv2d(Sample.Make([1, 3, 5, 5]), Sample.Make([1, 3, 3, 3], DType.Float64)),
            Throws.ArgumentException.With.Message.EqualTo("conv2d: input is float32 [1, 3, 5, 5], weight is float64 [1, 3, 3, 3]: convert one of them"));

    [Test]
    public void ADTypeWithoutKernelSaysSo() =>
        Assert.That(() => Ops.Conv2d(Tensor.Zeros([1, 1, 3, 3], DType.Int32), Tensor.Zeros([1, 1, 3, 3], DType.Int32)), Throws.TypeOf<NotSupportedException>().With.Message.Contains("cpu has no kernel for int32"));

    static bool Fits(int size, int kernel, (int, int, int Stride, int Padding, int Dilation, bool) window) =>
        size + 2 * window.Padding >= window.Dilation * (kernel - 1) + 1;

    static void Check(Tensor x, Tensor weight, Tensor? bias, Conv2dOp op)
    {
        int n = (int)x.Shape[0], c = (int)x.Shape[1], h = (int)x.Shape[2], w = (int)x.Shape[3];
        int o = (int)weight.Shape[0], gc = (int)weight.Shape[1], kh = (int)weight.Shape[2], kw = (int)weight.Shape[3];
        int oh = (h + 2 * op.Padding.Height - op.Dilation.Height * (kh - 1) - 1) / op.Stride.Height + 1;
        int ow = (w + 2 * op.Padding.Width - op.Dilation.Width * (kw - 1) - 1) / op.Stride.Width + 1;
        double[] xs = Sample.Doubles(x), ws = Sample.Doubles(weight);
        double[] expected = new double[n * o * oh * ow];
        for (int i = 0; i < expected.Length; i++)
        {
            int ox = i % ow, oy = i / ow % oh, oc = i / ow / oh % o, b = i / ow / oh / o;
            double sum = bias is null ? 0 : Sample.Doubles(bias)[oc];
            for (int ic = 0; ic < gc; ic++)
                for (int ky = 0; ky < kh; ky++)
                    for (int kx = 0; kx < kw; kx++)
                    {
                        int channel = oc / (o / op.Groups) * gc + ic;
                        int y = oy * op.Stride.Height - op.Padding.Height + ky * op.Dilation.Height;
                        int z = ox * op.Stride.Width - op.Padding.Width + kx * op.Dilation.Width;
                        if (y >= 0 && y < h && z >= 0 && z < w)
                            sum += xs[((b * c + channel) * h + y) * w + z] * ws[((oc * gc + ic) * kh + ky) * kw + kx];
                    }
            expected[i] = sum;
        }
        Sample.AssertClose(Ops.Conv2d(x, weight, bias, op), expected, [n, o, oh, ow]);
    }
}
