using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class AvgPoolTests
{
    [Test]
    public void IsAConvolutionOfEqualWeights([Values(1, 2, 3)] int kernel, [Values(1, 2)] int stride, [Values(0, 1)] int padding)
    {
        padding = Math.Min(padding, kernel / 2);
        Tensor x = Sample.Make([2, 1, 7, 5], DType.Float64), weight = Ops.Full([1, 1, kernel, kernel], 1.0 / (kernel * kernel), DType.Float64);
        Tensor expected = Ops.Conv2d(x, weight, null, new() { Stride = stride, Padding = padding });
        AvgPoolOp op = new(2, kernel) { Stride = stride, Padding = padding };
        Sample.AssertClose(Ops.AvgPool(Sample.Strided(x), op), Sample.Doubles(expected), expected.Shape);
        Tensor sums = Ops.AvgPool(x, op with { DivisorOverride = 1 });
        Sample.AssertClose(Ops.Div(sums, (double)(kernel * kernel)), Sample.Doubles(expected), expected.Shape);
    }

    [Test]
    public void AdaptiveWindowsThatDivideAreOrdinaryOnes()
    {
        Tensor x = Sample.Make([2, 3, 6, 8]);
        Sample.AssertSame(Ops.AdaptiveAvgPool(x, new(2, (1, 3, 2))), Ops.AvgPool(x, new(2, (1, 2, 4))));
        Sample.AssertSame(Ops.AdaptiveMaxPool(x, new(2, (1, 3, 2))), Ops.MaxPool(x, new(2, (1, 2, 4))));
    }

    [Test]
    public void UnpoolingPutsTheLargestBack()
    {
        Tensor x = Sample.Make([2, 3, 6, 8]);
        (Tensor pooled, Tensor indices) = Ops.MaxPoolWithIndices(x, new(2, 2));
        Tensor back = Ops.MaxUnpool(pooled, indices, 6, 8);
        // An element is kept where it is the largest of its window, and all others are zero.
        Sample.AssertSame(Ops.Mul(back, Ops.Eq(back, x).To(DType.Float32)), back);
        Sample.AssertSame(Ops.MaxPool(Ops.Abs(back), new(2, 2)), Ops.Abs(pooled));
    }

    [Test]
    public void PrintsWhatIsNotUsual()
    {
        Assert.That(new AvgPoolOp(1, 3) { Stride = 2, CountIncludePad = false }.ToString(), Is.EqualTo("avg_pool1d(kernel=3, stride=2, count_include_pad=False)"));
        Assert.That(new AvgPoolOp(3, (1, 2, 3)) { DivisorOverride = 5 }.ToString(), Is.EqualTo("avg_pool3d(kernel=(1, 2, 3), divisor=5)"));
        Assert.That(new AdaptiveMaxPoolOp(2, 3) { ReturnIndices = true }.ToString(), Is.EqualTo("adaptive_max_pool2d(size=3, return_indices)"));
    }
}
