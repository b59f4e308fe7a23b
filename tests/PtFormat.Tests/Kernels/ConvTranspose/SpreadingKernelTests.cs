using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class SpreadingKernelTests
{
    [Test]
    public void RandomShapesMatchPlainLoops([Values(1, 2, 3)] int rank, [ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits) =>
        Gen.Select(Gen.Int[1, 2], Gen.Int[1, 17], Gen.Int[1, 17], Gen.Select(Gen.Int[1, 4], Gen.Int[1, 7], Gen.Int[1, 40]), Gen.Int[1, 2])
            .Select(Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Bool))
            .Where((image, window) => window.Item3 <= window.Item4 * (window.Item1 - 1) / 2)
            .Sample((image, window) =>
            {
                (int batch, int channels, int outChannels, (int depth, int height, int width), int groups) = image;
                (int kernel, int stride, int padding, int dilation, bool hasBias) = window;
                ConvTransposeOp op = new(rank) { Stride = stride, Padding = padding, Dilation = dilation, Groups = groups, OutputPadding = stride - 1 };
                Tensor x = Sample.Make([batch, channels * groups, .. ((long[])[depth, height, width])[^rank..]]);
                Tensor weight = Sample.Make([channels * groups, outChannels, .. Enumerable.Repeat((long)kernel, rank)], seed: 2);
                Tensor? bias = hasBias ? Sample.Make([outChannels * groups], seed: 3) : null;
                Shape shape = Ops.ConvTranspose(x, weight, bias, op).Shape;
                Tensor expected = Sample.RunKernel(new ConvTransposeKernel<float>(op), shape, x, weight, bias);
                Tensor actual = Sample.RunOnThreads(() => op.FindVector(bits, x.Shape, weight.Shape, shape)!, shape, x, weight, bias);
                Sample.AssertNear(actual, expected, 2e-6, $"{op} of {x.Shape} with {weight.Shape} at {bits} bits");
            }, iter: 100);

    [Test]
    public void SeveralBlocksMatchPlainLoops([ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits)
    {
        Tensor x = Sample.Make([2, 24, 40, 70]), weight = Sample.Make([24, 40, 4, 4], seed: 2);
        ConvTransposeOp op = new(2) { Stride = 2, Padding = 1 };
        Shape shape = [2, 40, 80, 140];
        Sample.AssertNear(
            Sample.RunOnThreads(() => op.FindVector(bits, x.Shape, weight.Shape, shape)!, shape, x, weight, null),
            Sample.RunKernel(new ConvTransposeKernel<float>(op), shape, x, weight, null), 2e-6, "several blocks");
    }
}
