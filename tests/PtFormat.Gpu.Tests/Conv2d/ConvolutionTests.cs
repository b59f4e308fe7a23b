using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests.Conv2d;

[TestFixtureSource(nameof(Devices))]
sealed class ConvolutionTests(string device) : KernelTestBase(device)
{
    public static IEnumerable<TestCaseData> Images()
    {
        yield return Case("plain", new(), [2, 3, 9, 11], [5, 3, 3, 3]);
        yield return Case("padded", new() { Padding = (1, 2) }, [2, 4, 7, 8], [6, 4, 3, 5]);
        yield return Case("strided", new() { Stride = (2, 3), Padding = 1 }, [1, 3, 11, 10], [4, 3, 3, 3]);
        yield return Case("dilated", new() { Dilation = (2, 3), Padding = 2 }, [1, 2, 12, 13], [3, 2, 3, 3]);
        yield return Case("grouped", new() { Groups = 2, Padding = 1 }, [2, 4, 6, 6], [6, 2, 3, 3]);
        yield return Case("depthwise", new() { Groups = 4, Padding = 1, Stride = 2 }, [2, 4, 7, 6], [8, 1, 3, 3]);
        yield return Case("pointwise", new(), [2, 5, 8, 9], [7, 5, 1, 1]);
        yield return Case("pointwise in fours", new(), [2, 8, 8, 8], [7, 8, 1, 1]);
        yield return Case("strict", new() { Strict = true, Then = new ActivationOf<Relu>(default) }, [1, 4, 6, 6], [5, 4, 3, 3]);
        yield return Case("sigmoid", new() { Then = new ActivationOf<Sigmoid>(default), Groups = 3, Padding = 1 }, [1, 3, 6, 6], [3, 1, 3, 3]);

        static TestCaseData Case(string name, Conv2dOp op, long[] input, long[] weight) => new TestCaseData(op, input, weight).SetName($"{{m}}({name})");
    }

    [TestCaseSource(nameof(Images))]
    public void OfImages(Conv2dOp op, long[] input, long[] weight) => AssertSame(on =>
        [Ops.Conv2d(on(Numbers(0, input)), on(Numbers(1, weight)), on(Numbers(2, weight[0])), op), Ops.Conv2d(on(Numbers(0, input)), on(Numbers(1, weight)), null, op)]);

    [Test]
    public void OfSignals() => AssertSame(on => [Ops.Conv1d(on(Numbers(0, 2, 3, 20)), on(Numbers(1, 4, 3, 5)), on(Numbers(2, 4)), stride: 2, padding: 2)]);

    [TestCase(1)]
    [TestCase(2)]
    public void OfVolumes(int groups) => AssertSame(on =>
        [Ops.Conv3d(on(Numbers(0, 1, 4, 5, 6, 7)), on(Numbers(1, 6, 4 / groups, 3, 2, 3)), on(Numbers(2, 6)), new() { Stride = (1, 2, 1), Padding = (1, 0, 2), Dilation = (1, 2, 1), Groups = groups })]);

    [TestCase(1, 1)]
    [TestCase(2, 1)]
    [TestCase(2, 2)]
    [TestCase(3, 1)]
    public void Transposed(int rank, int groups)
    {
        long[] size = [6, 5, 4], kernel = [3, 2, 3];
        ConvTransposeOp op = new(rank) { Stride = 2, Padding = 1, OutputPadding = 1, Groups = groups, Dilation = 2 };
        AssertSame(on => [Ops.ConvTranspose(on(Numbers(0, [2, 4, .. size[..rank]])), on(Numbers(1, [4, 3, .. kernel[..rank]])), on(Numbers(2, 3 * groups)), op)]);
    }

    [TestCase(3, 6, 5, 12, 0)]
    [TestCase(6, 16, 5, 13, 2)]
    [TestCase(4, 9, 3, 10, 1)]
    public void PooledAtOnce(int channels, int outChannels, int kernel, int size, int padding)
    {
        Conv2dOp op = new() { Padding = padding, Then = new ActivationOf<Relu>(default), Pool = new(2, 2) };
        AssertSame(on => [Ops.Conv2d(on(Numbers(0, 2, channels, size, size + 1)), on(Numbers(1, outChannels, channels, kernel, kernel)), on(Numbers(2, outChannels)), op)]);
        Assert.That(
            Device.Find(
                op, [Spec(2, channels, size, size), Spec(outChannels, channels, kernel, kernel), null],
                [Spec(2, outChannels, (size + (2 * padding) - kernel + 1) / 2, (size + (2 * padding) - kernel + 1) / 2)])!.Name,
            Does.Contain("max_pool2d"));

        static TensorSpec Spec(params long[] shape) => new(DType.Float32, Layout.Dense(Shape.Create(shape)));
    }

    [Test]
    public void RealSizes()
    {
        if (IsEmulator)
            Assert.Ignore("real sizes are for PoCL");
        AssertSame(on => [Ops.Conv2d(on(Numbers(0, 2, 64, 56, 56)), on(Numbers(1, 64, 64, 3, 3)), on(Numbers(2, 64)), new() { Padding = 1, Strict = true })], 3e-5);
    }
}
