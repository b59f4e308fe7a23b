using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class VectorPoolKernelTests
{
    // The reference adds up to 1,900 terms one after the other, each sum rounded to 6e-8 of itself: 2e-6 was met.
    const double MeanRounding = 1e-5;

    // Widths around those of registers and of pairs of them.
    static readonly Gen<Size3> Sizes = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.OneOf(Gen.Int[1, 12], Gen.Int[15, 40], Gen.Int[60, 70]), (depth, height, width) => new Size3(depth, height, width));

    [Test]
    public void SteppingWindowsMatchTheReference([ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits) =>
        Gen.Select(Gen.Int[1, 3], Sizes, Gen.Int[1, 4], Gen.Int[1, 3]).Select(Gen.Select(Gen.Int[0, 2], Gen.Int[1, 2], Gen.Bool, Gen.Bool), Gen.Int[0, 3])
            .Where((image, window, _) => window.Item1 <= image.Item3 / 2 && image.Item2.Last(image.Item1, 99).AtLeast((image.Item3 - 1) * window.Item2 + 1 - 2 * window.Item1))
            .Sample((image, window, divisor) =>
            {
                (int rank, Size3 size, int kernel, int stride) = image;
                (int padding, int dilation, bool ceil, bool pads) = window;
                size = size.Last(rank, 1);
                Tensor x = Sample.Make([2, 3, size.Depth, size.Height, size.Width]);
                long[] shape = [2, 3, .. ((long[])[size.Depth, size.Height, size.Width])[^rank..]];
                x = x.View(shape);
                MaxPoolOp max = new(rank, kernel) { Stride = stride, Padding = padding, Dilation = dilation, CeilMode = ceil };
                Check(x, Ops.PoolShape(max, x.Shape), outputs => max.FindVector(bits, x.Shape, outputs), max.Make<float>(), 0, $"{max} of {x.Shape}");
                if (dilation > 1)
                    return;
                AvgPoolOp mean = new(rank, kernel) { Stride = stride, Padding = padding, CeilMode = ceil, CountIncludePad = pads, DivisorOverride = divisor == 0 ? null : divisor };
                Check(Ops.Add(x, 2), Ops.PoolShape(max, x.Shape), outputs => mean.FindVector(bits, x.Shape, outputs), mean.Make<float>(), MeanRounding, $"{mean} of {x.Shape}");
            }, iter: 400);

    [Test]
    public void SharingWindowsMatchTheReference([ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits) =>
        Gen.Select(Gen.Int[1, 3], Sizes, Gen.Int[1, 7]).Sample((rank, size, count) =>
        {
            Tensor x = Sample.Make([1, 2, .. ((long[])[size.Depth, size.Height, size.Width])[^rank..]]);
            AdaptiveMaxPoolOp max = new(rank, count);
            AdaptiveAvgPoolOp mean = new(rank, count);
            Shape shape = Shape.Create([1, 2, .. Enumerable.Repeat((long)count, rank)]);
            Check(x, shape, outputs => max.FindVector(bits, x.Shape, outputs), max.Make<float>(), 0, $"{max} of {x.Shape}");
            // Around 2, not around 0: the bound is relative to the largest mean.
            Check(Ops.Add(x, 2), shape, outputs => mean.FindVector(bits, x.Shape, outputs), mean.Make<float>(), MeanRounding, $"{mean} of {x.Shape}");
        }, iter: 100);

    [Test]
    public void NaNWins([ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits, [Values(1, 2, 3)] int stride, [Values(2, 3)] int kernel)
    {
        float[] values = Sample.Make([1, 1, 40, 70]).ToArray<float>();
        for (int i = 0; i < values.Length; i += 97)
            values[i] = float.NaN;
        Tensor x = Tensor.From<float>(values, [1, 1, 40, 70]);
        MaxPoolOp max = new(2, kernel) { Stride = stride };
        Shape shape = Ops.PoolShape(max, x.Shape);
        Tensor actual = Sample.RunKernel(max.FindVector(bits, x.Shape, [new(DType.Float32, Layout.Dense(shape))])!, shape, x);
        Assert.That(actual.ToArray<float>(), Is.EqualTo(Sample.RunKernel(max.Make<float>(), shape, x).ToArray<float>()).And.Some.NaN);
    }

    [Test]
    public void LargeOutputsThatPassTheCacheAreWhole()
    {
        Tensor x = Sample.Make([1, 3, 4096, 2048]);
        MaxPoolOp max = new(2, 2);
        Shape shape = Ops.PoolShape(max, x.Shape);
        Assume.That(Processor.WidestBits, Is.GreaterThan(1), "There are no vector registers here.");
        Kernel kernel = max.FindVector(Processor.WidestBits, x.Shape, [new(DType.Float32, Layout.Dense(shape))])!;
        Sample.AssertSame(Sample.RunKernel(kernel, shape, x), Sample.RunKernel(max.Make<float>(), shape, x));
    }

    delegate Kernel? Finder(ReadOnlySpan<TensorSpec> outputs);

    static void Check(Tensor x, Shape shape, Finder find, Kernel reference, double share, string what) => Sample.AssertNear(
        Sample.RunOnThreads(() => find([new(DType.Float32, Layout.Dense(shape))])!, shape, x), Sample.RunKernel(reference, shape, x), share, what);
}
