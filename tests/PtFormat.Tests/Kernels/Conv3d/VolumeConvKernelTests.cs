using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class VolumeConvKernelTests
{
    [Test]
    public void RandomShapesMatchPlainLoops([ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits) =>
        Gen.Select(Gen.Int[1, 2], Gen.Int[1, 17], Gen.Int[1, 17], Gen.Select(Gen.Int[1, 6], Gen.Int[1, 8], Gen.Int[1, 40]), Gen.Int[1, 2])
            .Select(Gen.Select(Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 4]), Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Bool))
            .Where((image, window) => Fits(image.Item4.Item1, window.Item1.Item1) && Fits(image.Item4.Item2, window.Item1.Item2) && Fits(image.Item4.Item3, window.Item1.Item3))
            .Sample((image, window) =>
            {
                (int batch, int channels, int outChannels, (int depth, int height, int width), int groups) = image;
                ((int kd, int kh, int kw), int stride, int padding, int dilation, bool hasBias) = window;
                Conv3dOp op = new() { Stride = (1, 1, stride), Padding = padding, Dilation = dilation, Groups = groups };
                Tensor x = Sample.Make([batch, channels * groups, depth, height, width]), weight = Sample.Make([outChannels * groups, channels, kd, kh, kw], seed: 2);
                Tensor? bias = hasBias ? Sample.Make([outChannels * groups], seed: 3) : null;
                Shape shape = Ops.Conv3d(x, weight, bias, op).Shape;
                Tensor expected = Sample.RunKernel(new Conv3dKernel<float>(op), shape, x, weight, bias);
                Tensor actual = Sample.RunOnThreads(() => op.FindVector(bits, x.Shape, weight.Shape, shape)!, shape, x, weight, bias);
                Sample.AssertNear(actual, expected, 2e-6, $"{op} of {x.Shape} with {weight.Shape} at {bits} bits");
            }, iter: 150);

    // With the widest dilation there is.
    static bool Fits(int size, int kernel) => size >= 2 * kernel - 1;

    [Test]
    public void ManyChannelsMatchPlainLoops([ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits)
    {
        // More products than one block of the matrix product takes.
        Tensor x = Sample.Make([2, 40, 3, 9, 11]), weight = Sample.Make([50, 40, 3, 3, 3], seed: 2);
        Conv3dOp op = new() { Padding = 1 };
        Shape shape = [2, 50, 3, 9, 11];
        Sample.AssertNear(
            Sample.RunOnThreads(() => op.FindVector(bits, x.Shape, weight.Shape, shape)!, shape, x, weight, null),
            Sample.RunKernel(new Conv3dKernel<float>(op), shape, x, weight, null), 2e-6, "many channels");
    }
}
