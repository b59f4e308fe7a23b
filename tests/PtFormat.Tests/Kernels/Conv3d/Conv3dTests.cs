using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class Conv3dTests
{
    [Test]
    public void IsTheSumOfTwoDimensionalOnesOverPlanes() =>
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[1, 3], Gen.Int[1, 3])
            .Select(Gen.Select(Gen.Int[1, 2], Gen.Int[0, 2], Gen.Int[1, 2], Gen.Bool))
            .Where((shape, window) => shape.Item3 + 2 * window.Item2 > window.Item3 * (shape.Item5 - 1) && shape.Item4 + 2 * window.Item2 > window.Item3 * (shape.Item6 - 1))
            .Sample((shape, window) =>
            {
                (int channels, int groups, int depth, int height, int kernelDepth, int kernelHeight) = shape;
                (int stride, int padding, int dilation, bool isDouble) = window;
                DType dtype = isDouble ? DType.Float64 : DType.Float32;
                Tensor x = Sample.Make([2, channels * groups, depth, height, 4], dtype), weight = Sample.Make([2 * groups, channels, kernelDepth, kernelHeight, 2], dtype, 2);
                Tensor actual = Ops.Conv3d(
                    Sample.Strided(x), Sample.Strided(weight), null,
                    new() { Stride = stride, Padding = (padding, padding, 1), Dilation = (dilation, dilation, 1), Groups = groups });
                for (int z = 0; z < actual.Shape[2]; z++)
                {
                    Tensor sum = Tensor.Zeros(actual.Select(2, z).Shape, dtype);
                    for (int k = 0; k < kernelDepth; k++)
                    {
                        int from = z * stride - padding + k * dilation;
                        if (from >= 0 && from < depth)
                            sum = Ops.Add(sum, Ops.Conv2d(x.Select(2, from), weight.Select(2, k), null, new() { Stride = stride, Padding = (padding, 1), Dilation = (dilation, 1), Groups = groups }));
                    }
                    Sample.AssertClose(actual.Select(2, z).Clone(), Sample.Doubles(sum), sum.Shape);
                }
            }, iter: 100);

    [Test]
    public void PrintsWhatIsNotUsual() =>
        Assert.That(new Conv3dOp { Stride = 2, Padding = (0, 1, 2) }.ToString(), Is.EqualTo("conv3d(stride=2, padding=(0, 1, 2))"));
}
