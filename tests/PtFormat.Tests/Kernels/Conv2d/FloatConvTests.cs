using CsCheck;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

/// <summary>Every way of convolving float32, at every width of registers, against plain loops.</summary>
public class FloatConvTests
{
    // Sums of K terms of numbers up to 1 are compared with the same sums in another order.
    const double Rounding = 2e-6;

    static readonly Gen<int> Channels = Gen.OneOf(Among(1, 3, 5, 16, 17), Gen.Int[1, 20]);
    static readonly Gen<int> Length = Gen.OneOf(Gen.Int[1, 12], Gen.Int[13, 40]);

    static Gen<int> Among(params int[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    static IEnumerable<Way> Ways =>
    [
        new("direct", ConvChoice.Direct, (_, _) => true, Rounding),
        new("direct by channels", ConvChoice.Channels, (_, sizes) => ConvChoice.CanChannels(sizes), Rounding, op => op with { Stride = (op.Stride.Height, 1), Groups = 1 }),
        new("gemm", ConvChoice.Gemm, (_, _) => true, Rounding),
        new("chosen", (op, sizes, bits) => ConvChoice.Find(op, sizes, bits)!, (_, _) => true, 1e-5),
        new("chosen strictly", (op, sizes, bits) => ConvChoice.Find(op with { Strict = true }, sizes, bits)!, (_, _) => true, Rounding),
        new("winograd 4x4", ConvChoice.Winograd4, (_, sizes) => ConvChoice.CanWinograd(sizes), 2e-5, Plain, Three),
        new("winograd rows", ConvChoice.Rows, (_, sizes) => ConvChoice.CanRows(sizes), 1e-5, Rows, Five),
        new("winograd rows by channels", ConvChoice.RowsByChannels, (_, sizes) => ConvChoice.CanRows(sizes), 1e-5, Rows, Five),
        new("winograd 2x2", ConvChoice.Winograd2, (_, sizes) => ConvChoice.CanWinograd(sizes), Rounding, Plain, Three),
    ];

    static Conv2dOp Plain(Conv2dOp op) => op with { Stride = 1, Dilation = 1, Groups = 1 };

    static Conv2dOp Rows(Conv2dOp op) => op with { Stride = 1, Dilation = (1, op.Dilation.Width), Groups = 1 };

    static long[] Five(long[] weight) => [weight[0], weight[1], 5, weight[3]];

    static long[] Three(long[] weight) => [weight[0], weight[1], 3, 3];

    [Test]
    public void RandomShapesMatchPlainLoops([ValueSource(nameof(Ways))] Way way, [ValueSource(typeof(Sample), nameof(Sample.Widths))] int bits) =>
        Gen.Select(Gen.Int[1, 3], Channels, Channels, Length, Length, Among(1, 1, 2, 3))
            .Select(Gen.Select(Gen.Int[1, 7], Gen.Int[1, 7], Gen.Int[1, 3], Gen.Int[0, 3], Among(1, 1, 2), Gen.Bool), Gen.Int[0, 5])
            .Select((image, window, extra) =>
            {
                (int batch, int channels, int outChannels, int height, int width, int groups) = image;
                (int kernelHeight, int kernelWidth, int stride, int padding, int dilation, bool bias) = window;
                Conv2dOp op = new()
                {
                    Stride = (stride, extra == 5 ? 4 : stride),
                    Padding = (padding, extra == 4 ? 0 : padding),
                    Dilation = dilation,
                    Groups = groups,
                    Then = extra % 2 == 1 ? ((IActivation)new Unary<Relu>(default)).Activation : null,
                    Pool = extra is 2 or 3 ? new(2, 2) : extra == 4 ? new(2, 3) { Stride = 2, Padding = 1 } : null,
                };
                long[] weight = [outChannels * groups, channels, kernelHeight, kernelWidth];
                return (Op: way.Adjust(op), Input: new long[] { batch, channels * way.Adjust(op).Groups, height, width }, Weight: way.AdjustWeight(weight), Bias: bias);
            })
            .Where(call => Fits(call.Op, call.Input, call.Weight))
            .Sample(call => Check(way, call.Op, call.Input, call.Weight, call.Bias, bits), iter: 400);

    [TestCaseSource(nameof(Usual))]
    public void UsualLayersMatchPlainLoops(Conv2dOp op, long[] input, long[] weight)
    {
        foreach (Way way in Ways)
            foreach (int bits in Sample.Widths)
                Check(way, op, input, weight, hasBias: true, bits);
    }

    static IEnumerable<object[]> Usual()
    {
        Activation relu = ((IActivation)new Unary<Relu>(default)).Activation!;
        yield return [new Conv2dOp { Then = relu, Pool = new(2, 2) }, new long[] { 5, 3, 32, 32 }, new long[] { 6, 3, 5, 5 }];
        yield return [new Conv2dOp { Then = relu, Pool = new(2, 2) }, new long[] { 5, 6, 14, 14 }, new long[] { 16, 6, 5, 5 }];
        yield return [new Conv2dOp { Stride = 2, Padding = 3, Then = relu, Pool = new(2, 3) { Stride = 2, Padding = 1 } }, new long[] { 2, 3, 61, 64 }, new long[] { 20, 3, 7, 7 }];
        yield return [new Conv2dOp { Padding = 1 }, new long[] { 3, 32, 14, 14 }, new long[] { 32, 32, 3, 3 }];
        yield return [new Conv2dOp { Padding = 1, Groups = 24 }, new long[] { 2, 24, 19, 35 }, new long[] { 24, 1, 3, 3 }];
        yield return [new Conv2dOp(), new long[] { 2, 40, 9, 13 }, new long[] { 70, 40, 1, 1 }];
    }

    [Test]
    public void AChangedWeightIsNoticed()
    {
        Tensor x = Sample.Make([1, 3, 9, 9]), weight = Sample.Make([4, 3, 3, 3], seed: 2);
        Conv2dOp op = new();
        ConvSizes sizes = new(op, x.Shape, weight.Shape);
        Kernel kernel = ConvChoice.Direct(op, sizes, 128);
        Tensor before = Sample.RunKernel(kernel, sizes.OutShape, x, weight, null);
        weight.AsSpan<float>().Fill(0.5f);
        Tensor after = Sample.RunKernel(kernel, sizes.OutShape, x, weight, null);
        Sample.AssertNear(after, Sample.RunKernel(new Conv2dKernel<float>(op, sizes), sizes.OutShape, x, weight, null), Rounding, "changed");
        Assert.That(after.ToArray<float>(), Is.Not.EqualTo(before.ToArray<float>()));
    }

    [Test]
    public void AFusedOperationIsPrintedWhole() => Assert.That(
        new Conv2dOp { Padding = 1, Strict = true, Then = ((IActivation)new Unary<Relu>(default)).Activation, Pool = new(2, 2) }.ToString(),
        Is.EqualTo("conv2d(padding=1, strict, then=relu, pool=max_pool2d(kernel=2))"));

    [Test]
    public void FusedFloat64IsTheSameAsOneByOne()
    {
        Tensor x = Sample.Make([2, 3, 9, 9], DType.Float64), weight = Sample.Make([4, 3, 3, 3], DType.Float64, 2);
        Conv2dOp op = new() { Then = ((IActivation)new Unary<Relu>(default)).Activation, Pool = new(2, 2) };
        Sample.AssertSame(Ops.Conv2d(x, weight, null, op), Ops.MaxPool(Ops.Relu(Ops.Conv2d(x, weight)), new(2, 2)));
    }

    /// <summary>A way to convolve, and what it can do.</summary>
    public sealed record Way
    {
        internal Way(string name, Func<Conv2dOp, ConvSizes, int, Kernel> make, Func<Conv2dOp, ConvSizes, bool> can, double error, Func<Conv2dOp, Conv2dOp>? adjust = null, Func<long[], long[]>? adjustWeight = null) =>
            (Name, Make, Can, Error, Adjust, AdjustWeight) = (name, make, can, error, adjust ?? (op => op), adjustWeight ?? (weight => weight));

        string Name { get; }

        internal Func<Conv2dOp, ConvSizes, int, Kernel> Make { get; }

        internal Func<Conv2dOp, ConvSizes, bool> Can { get; }

        internal double Error { get; }

        internal Func<Conv2dOp, Conv2dOp> Adjust { get; }

        internal Func<long[], long[]> AdjustWeight { get; }

        public override string ToString() => Name;
    }

    static bool Fits(Conv2dOp op, long[] input, long[] weight)
    {
        for (int d = 0; d < 2; d++)
        {
            (int padding, int dilation, int stride) = d == 0
                ? (op.Padding.Height, op.Dilation.Height, op.Stride.Height)
                : (op.Padding.Width, op.Dilation.Width, op.Stride.Width);
            long places = Ops.WindowCount(input[2 + d], (int)weight[2 + d], stride, padding, dilation);
            if (places < (op.Pool is null ? 1 : 3))
                return false;
        }
        return true;
    }

    static void Check(Way way, Conv2dOp op, long[] input, long[] weight, bool hasBias, int bits)
    {
        Tensor x = Sample.Make(Shape.Create(input)), w = Sample.Make(Shape.Create(weight), seed: 2);
        Tensor? bias = hasBias ? Sample.Make([weight[0]], seed: 3) : null;
        ConvSizes sizes = new(op, x.Shape, w.Shape);
        if (!way.Can(op, sizes))
            return;
        Shape shape = op.Pool is null ? sizes.OutShape : Ops.PoolShape(op.Pool, sizes.OutShape);
        Tensor expected = Sample.RunKernel(new Conv2dKernel<float>(op, sizes), shape, x, w, bias);
        Tensor actual = Sample.RunOnThreads(() => way.Make(op, sizes, bits), shape, x, w, bias);
        // The deviation of a sum of products of numbers from -1 to 1, which have a variance of 1/9.
        Sample.AssertNear(actual, expected, way.Error, $"{way} at {bits} bits: {op} of {x.Shape} with {w.Shape}", least: Math.Sqrt(sizes.Terms) / 3);
    }
}
