using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class ConvTransposeTests
{
    // What "transposed" means: for all x and y the products <conv(x), y> and <x, transposed(y)> are equal.
    [Test]
    public void IsTheTransposeOfConvolution([Values(1, 2, 3)] int rank) =>
        Gen.Select(Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[3, 7].Array[rank], Gen.Int[1, 3].Array[rank])
            .Select(Gen.Select(Gen.Int[1, 3].Array[3], Gen.Int[0, 1].Array[3], Gen.Int[1, 2].Array[3]))
            .Where((shape, window) => Enumerable.Range(1, rank).All(i => shape.Item5[^i] + 2 * window.Item2[^i] > window.Item3[^i] * (shape.Item6[^i] - 1)))
            .Sample((shape, window) =>
            {
                (int batch, int channels, int outChannels, int groups, int[] sizes, int[] kernel) = shape;
                (Size3 stride, Size3 padding, Size3 dilation) = (Three(window.Item1), Three(window.Item2), Three(window.Item3));
                Tensor x = Sample.Make([batch, channels * groups, .. Longs(sizes)], DType.Float64);
                Tensor weight = Sample.Make([outChannels * groups, channels, .. Longs(kernel)], DType.Float64, 2);
                Tensor forward = rank switch
                {
                    1 => Ops.Conv1d(x, weight, null, stride.Width, padding.Width, dilation.Width, groups),
                    2 => Ops.Conv2d(x, weight, null, new() { Stride = (stride.Height, stride.Width), Padding = (padding.Height, padding.Width), Dilation = (dilation.Height, dilation.Width), Groups = groups }),
                    _ => Ops.Conv3d(x, weight, null, new() { Stride = stride, Padding = padding, Dilation = dilation, Groups = groups }),
                };
                Tensor y = Sample.Make(forward.Shape, DType.Float64, 3);
                ConvTransposeOp op = new(rank) { Stride = stride, Padding = padding, Dilation = dilation, Groups = groups };
                int[] size = [1, 1, 1, .. sizes], window3 = [1, 1, 1, .. kernel];
                Size3 wanted = Three(size[^3..]), box = Three(window3[^3..]);
                // A stride may leave more elements at the end than the output padding can make up for where the dilation is no larger.
                op = op with { OutputPadding = Ops.OutputPaddingFor(y, box, wanted, op) };
                Tensor back = Ops.ConvTranspose(Sample.Strided(y), Sample.Strided(weight), null, op);
                Assert.That(back.Shape, Is.EqualTo(x.Shape));
                Assert.That(Product(x, back), Is.EqualTo(Product(forward, y)).Within(1e-10));
            }, iter: 100);

    [Test]
    public void PrintsWhatIsNotUsual() =>
        Assert.That(
            new ConvTransposeOp(2) { Stride = (9, 2, 3), OutputPadding = (9, 1, 0), Groups = 2 }.ToString(),
            Is.EqualTo("conv_transpose2d(stride=(2, 3), output_padding=(1, 0), groups=2)"));

    static double Product(Tensor a, Tensor b) => Sample.Doubles(a).Zip(Sample.Doubles(b), (p, q) => p * q).Sum();

    static long[] Longs(int[] values) => [.. values.Select(value => (long)value)];

    static Size3 Three(int[] values) => (values[0], values[1], values[2]);
}
