using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class UnfoldTests
{
    // For all x and y the products <unfold(x), y> and <x, fold(y)> are equal.
    [Test]
    public void FoldIsTheTransposeOfUnfold([Values(1, 2)] int stride, [Values(0, 1)] int padding, [Values(1, 2)] int dilation)
    {
        Tensor x = Sample.Make([2, 3, 7, 6], DType.Float64);
        Tensor columns = Ops.Unfold(Sample.Strided(x), (2, 3), stride, padding, (1, dilation));
        Tensor y = Sample.Make(columns.Shape, DType.Float64, 2);
        Tensor back = Ops.Fold(Sample.Strided(y), (7, 6), (2, 3), stride, padding, (1, dilation));
        Assert.That(back.Shape, Is.EqualTo(x.Shape));
        Assert.That(Product(x, back), Is.EqualTo(Product(columns, y)).Within(1e-11));
    }

    [Test]
    public void AConvolutionIsAProductWithColumns()
    {
        Tensor x = Sample.Make([2, 3, 7, 6], DType.Float64), weight = Sample.Make([4, 3, 2, 2], DType.Float64, 2);
        Tensor expected = Ops.Conv2d(x, weight, null, new() { Stride = 2, Padding = 1 });
        Tensor product = Ops.MatMul(weight.View(4, 12), Ops.Unfold(x, 2, 2, 1));
        Sample.AssertClose(product.View(expected.Shape.AsSpan()), Sample.Doubles(expected), expected.Shape);
    }

    [Test]
    public void ShufflesUndoEachOther()
    {
        Tensor x = Sample.Make([2, 8, 3, 5]);
        Sample.AssertSame(Ops.PixelUnshuffle(Ops.PixelShuffle(Sample.Strided(x), 2), 2), x);
        Sample.AssertSame(Ops.ChannelShuffle(Ops.ChannelShuffle(x, 2), 4), x);
    }

    static double Product(Tensor a, Tensor b) => Sample.Doubles(a).Zip(Sample.Doubles(b), (p, q) => p * q).Sum();
}
