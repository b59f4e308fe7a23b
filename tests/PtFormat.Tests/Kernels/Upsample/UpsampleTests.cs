using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class UpsampleTests
{
    static readonly UpsampleMode[] OfImages = [UpsampleMode.Nearest, UpsampleMode.NearestExact, UpsampleMode.Bilinear, UpsampleMode.Bicubic];

    [TestCaseSource(nameof(OfImages))]
    public void TheSameSizeGivesTheSameImage(UpsampleMode mode)
    {
        Tensor x = Sample.Make([2, 3, 5, 6]);
        Sample.AssertSame(Ops.Upsample(Sample.Strided(x), new(mode, 2, (1, 5, 6))), x);
    }

    [TestCaseSource(nameof(OfImages))]
    public void WeightsAddUpToOne(UpsampleMode mode)
    {
        Tensor y = Ops.Upsample(Ops.Full([1, 1, 5, 4], 3.0, DType.Float64), new(mode, 2, (1, 7, 13)));
        Assert.That(y.ToArray<double>(), Is.All.EqualTo(3).Within(1e-13));
    }

    [TestCase(UpsampleMode.Linear, 1)]
    [TestCase(UpsampleMode.Bilinear, 2)]
    [TestCase(UpsampleMode.Trilinear, 3)]
    public void ARampStaysARampBetweenAlignedCorners(UpsampleMode mode, int rank)
    {
        Tensor ramp = Ops.Linspace(0, 1, 4, DType.Float64).View([1, 1, .. Enumerable.Repeat(1L, rank - 1), 4]);
        Tensor y = Ops.Upsample(ramp, new(mode, rank, (1, 1, 10)) { AlignCorners = true });
        Sample.AssertClose(y, Ops.Linspace(0, 1, 10, DType.Float64).ToArray<double>(), y.Shape);
    }

    [Test]
    public void PrintsWhatIsNotUsual()
    {
        Assert.That(new UpsampleOp(UpsampleMode.Nearest, 2, (9, 3, 4)).ToString(), Is.EqualTo("upsample(size=(3, 4), mode=nearest)"));
        Assert.That(
            new UpsampleOp(UpsampleMode.Bicubic, 2, 3) { AlignCorners = true, Scale = (0, 1.5, 2) }.ToString(),
            Is.EqualTo("upsample(size=3, mode=bicubic, align_corners, scale=(0, 1.5, 2))"));
    }
}
