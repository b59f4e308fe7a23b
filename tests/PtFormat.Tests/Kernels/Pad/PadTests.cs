using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class PadTests
{
    // NumPy's words for what the positions around 0, 1, 2, 3 are made of.
    [TestCase(PaddingMode.Zeros, "7 7 7 0 1 2 3 7 7")]
    [TestCase(PaddingMode.Reflect, "3 2 1 0 1 2 3 2 1")]
    [TestCase(PaddingMode.Replicate, "0 0 0 0 1 2 3 3 3")]
    [TestCase(PaddingMode.Circular, "1 2 3 0 1 2 3 0 1")]
    public void ModesFillWhatLiesOutside(PaddingMode mode, string expected)
    {
        foreach (DType dtype in (DType[])[DType.UInt8, DType.Int16, DType.Float32, DType.Int64, DType.Complex128])
            Assert.That(string.Join(' ', Ops.Pad(Ops.Arange(4).To(dtype), [3, 2], mode, 7).To(DType.Int64).ToArray<long>()), Is.EqualTo(expected), dtype.Name());
    }

    [Test]
    public void DimensionsArePaddedIndependently([Values] PaddingMode mode)
    {
        Tensor x = Sample.Make([2, 3, 4, 5, 4]);
        Tensor stepwise = Ops.Pad(x, [1, 2], mode).Transpose(-1, -2);
        stepwise = Ops.Pad(stepwise, [3, 0], mode).Transpose(-1, -2).Transpose(-1, -3);
        stepwise = Ops.Pad(stepwise, [2, 1], mode).Transpose(-1, -3);
        Sample.AssertSame(Ops.Pad(Sample.Strided(x), [1, 2, 3, 0, 2, 1], mode), stepwise.Clone());
    }

    [Test]
    public void WhatIsCutOffIsNowhereMirrored([Values] PaddingMode mode) =>
        Sample.AssertSame(Ops.Pad(Sample.Make([3, 6]), [-2, 2], mode), Ops.Pad(Sample.Make([3, 6]).Narrow(1, 2, 4), [0, 2], mode));

    [Test]
    public void PrintsWhatIsNotUsual()
    {
        Assert.That(new PadOp(PaddingMode.Zeros, (0, 1, 1), 1).ToString(), Is.EqualTo("pad(before=(0, 1, 1), after=1)"));
        Assert.That(new PadOp(PaddingMode.Zeros, 1, 1, 0.5).ToString(), Is.EqualTo("pad(before=1, after=1, value=0.5)"));
        Assert.That(new PadOp(PaddingMode.Circular, 1, 1).ToString(), Is.EqualTo("pad(before=1, after=1, mode=circular)"));
    }
}
