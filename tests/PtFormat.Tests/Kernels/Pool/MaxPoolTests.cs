using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class MaxPoolTests
{
    [Test]
    public void RandomShapesMatchPlainLoops() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool)
            .Select(Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Bool))
            .Where((image, window) => window.Item4 <= Math.Min(window.Item1, window.Item2) / 2
                && image.Item3 + 2 * window.Item4 > window.Item5 * (window.Item1 - 1) && image.Item4 + 2 * window.Item4 > window.Item5 * (window.Item2 - 1))
            .Sample((image, window) =>
            {
                (int batch, int channels, int height, int width, bool isDouble) = image;
                (int kernelHeight, int kernelWidth, int stride, int padding, int dilation, bool ceil) = window;
                MaxPoolOp op = new(2, (1, kernelHeight, kernelWidth)) { Stride = stride, Padding = padding, Dilation = dilation, CeilMode = ceil };
                Check(Sample.Strided(Sample.Make([batch, channels, height, width], isDouble ? DType.Float64 : DType.Float32)), op);
            }, iter: 300);

    [Test]
    public void TheStrideIsTheKernelUnlessGiven() => Assert.That(new MaxPoolOp(2, (1, 2, 3)).Stride, Is.EqualTo(new Size3(1, 2, 3)));

    // PyTorch: nn.MaxPool2d(2, ceil_mode=True) keeps the window that starts inside, and drops one that would start in the padding.
    [TestCase(5, 2, 2, 0, false, 2)]
    [TestCase(5, 2, 2, 0, true, 3)]
    [TestCase(4, 2, 2, 1, true, 3)]
    [TestCase(2, 3, 3, 0, true, 1)]
    [TestCase(5, 2, 3, 1, true, 2)]
    public void CeilModeCountsAsPyTorch(int size, int kernel, int stride, int padding, bool ceil, int expected) =>
        Assert.That(
            Ops.MaxPool(Sample.Make([1, 1, size, size]), new(2, kernel) { Stride = stride, Padding = padding, CeilMode = ceil }).Shape.ToString(),
            Is.EqualTo($"[1, 1, {expected}, {expected}]"));

    [Test]
    public void NaNWins()
    {
        Tensor x = Tensor.From<float>([1, float.NaN, 3, 4, 5, float.NegativeInfinity, 7, 8], [1, 2, 2, 2]);
        Assert.That(Ops.MaxPool(x, new(2, 2)).ToArray<float>(), Is.EqualTo(new[] { float.NaN, 8f }));
    }

    [Test]
    public void PaddingNeverWins() =>
        Assert.That(Ops.MaxPool(Tensor.From<float>([-5f], [1, 1, 1]), new(2, 3) { Stride = 1, Padding = 1 }).ToArray<float>(), Is.EqualTo(new[] { -5f }));

    [Test]
    public void BadCallsSayWhatIsWrong()
    {
        Assert.That(() => Ops.MaxPool(Sample.Make([1, 1, 2, 2]), new(2, 3)), Throws.ArgumentException.With.Message.EqualTo("max_pool2d: kernel 3 is larger than input [1, 1, 2, 2] with padding 0 and dilation 1"));
        Assert.That(() => Ops.MaxPool(Sample.Make([1, 1, 5, 5]), new(2, 2) { Padding = 2 }), Throws.ArgumentException.With.Message.EqualTo("max_pool2d: padding is 2, at most half of kernel 2 was expected"));
        Assert.That(() => Ops.MaxPool(Sample.Make([1, 1, 9, 9]), new(2, 2) { Padding = 2, Dilation = 3 }), Throws.ArgumentException.With.Message.Contains("at most half of kernel 2"));
        Assert.That(() => Ops.MaxPool(Sample.Make([5]), new(2, 2)), Throws.ArgumentException.With.Message.Contains("input has 1 dimensions [5]"));
    }

    static void Check(Tensor x, MaxPoolOp op)
    {
        int planes = (int)(x.Shape[0] * x.Shape[1]), h = (int)x.Shape[2], w = (int)x.Shape[3];
        int oh = Count(h, op.Kernel.Height), ow = Count(w, op.Kernel.Width);
        double[] xs = Sample.Doubles(x), expected = new double[planes * oh * ow];
        for (int i = 0; i < expected.Length; i++)
        {
            int ox = i % ow, oy = i / ow % oh, p = i / ow / oh;
            expected[i] = double.NegativeInfinity;
            for (int ky = 0; ky < op.Kernel.Height; ky++)
                for (int kx = 0; kx < op.Kernel.Width; kx++)
                {
                    int y = oy * op.Stride.Height - op.Padding.Height + ky * op.Dilation.Height, z = ox * op.Stride.Width - op.Padding.Width + kx * op.Dilation.Width;
                    if (y >= 0 && y < h && z >= 0 && z < w)
                        expected[i] = Math.Max(expected[i], xs[(p * h + y) * w + z]);
                }
        }
        Sample.AssertClose(Ops.MaxPool(x, op), expected, [x.Shape[0], x.Shape[1], oh, ow]);

        int Count(int size, int kernel)
        {
            double places = (size + 2.0 * op.Padding.Height - op.Dilation.Height * (kernel - 1) - 1) / op.Stride.Height + 1;
            int count = (int)(op.CeilMode ? Math.Ceiling(places) : Math.Floor(places));
            return op.CeilMode && (count - 1) * op.Stride.Height >= size + op.Padding.Height ? count - 1 : count;
        }
    }
}
