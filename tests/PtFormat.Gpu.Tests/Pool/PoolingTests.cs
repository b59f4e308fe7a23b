using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests.Pool;

[TestFixtureSource(nameof(Devices))]
sealed class PoolingTests(string device) : KernelTestBase(device)
{
    static readonly long[][] Shapes = [[2, 3, 11], [2, 3, 9, 10], [1, 2, 5, 6, 7]];

    [Test]
    public void Largest([Values(1, 2, 3)] int rank, [Values] bool ceil) => AssertSame(on =>
    {
        MaxPoolOp op = new(rank, 3) { Stride = 2, Padding = 1, Dilation = 2, CeilMode = ceil };
        Tensor x = on(Numbers(0, Shapes[rank - 1]));
        (Tensor output, Tensor indices) = Ops.MaxPoolWithIndices(x, op);
        return [Ops.MaxPool(x, op), output, indices];
    });

    [Test]
    public void Mean([Values(1, 2, 3)] int rank, [Values] bool ceil, [Values] bool countsPadding, [Values(null, 5)] int? divisor) => AssertSame(on =>
        [Ops.AvgPool(on(Numbers(0, Shapes[rank - 1])), new(rank, 3) { Stride = 2, Padding = 1, CeilMode = ceil, CountIncludePad = countsPadding, DivisorOverride = divisor })]);

    [Test]
    public void Adaptive([Values(1, 2, 3)] int rank) => AssertSame(on =>
    {
        Tensor x = on(Numbers(0, Shapes[rank - 1]));
        (Tensor output, Tensor indices) = Ops.AdaptiveMaxPoolWithIndices(x, new(rank, (2, 3, 4)));
        return [Ops.AdaptiveAvgPool(x, new(rank, (2, 3, 4))), Ops.AdaptiveMaxPool(x, new(rank, (2, 3, 4))), output, indices];
    });

    [TestCase(8, 12)]
    [TestCase(9, 8)]
    public void Squares(int height, int width)
    {
        AssertSame(on => [Ops.MaxPool(on(Numbers(0, 2, 3, height, width)), new(2, 2))]);
        TensorSpec x = new(DType.Float32, Layout.Dense([2, 3, height, width])), y = new(DType.Float32, Layout.Dense([2, 3, height / 2, width / 2]));
        Assert.That(Device.Find(new MaxPoolOp(2, 2), [x], [y])!.Name, Does.Contain("squares"));
    }

    [Test]
    public void ANaNWins()
    {
        float[] values = [1, float.NaN, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8];
        AssertSame(on =>
        {
            Tensor x = on(Tensor.From<float>(values, [1, 1, 2, 8]));
            (Tensor output, Tensor indices) = Ops.MaxPoolWithIndices(x, new(2, 2));
            return [Ops.MaxPool(x, new(2, 2)), output, indices];
        });
    }
}
