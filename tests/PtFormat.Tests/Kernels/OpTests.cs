using NUnit.Framework;
using PtFormat.Kernels;

namespace PtFormat.Tests.Kernels;

public class OpTests
{
    [Test]
    public void AnOperationPrintsWhatIsNotUsual()
    {
        Assert.That(new Conv2dOp().ToString(), Is.EqualTo("conv2d"));
        Assert.That(new Conv2dOp { Stride = 2, Padding = (0, 1), Groups = 3 }.ToString(), Is.EqualTo("conv2d(stride=2, padding=(0, 1), groups=3)"));
        Assert.That(new MaxPoolOp(2, 3) { Stride = 2, CeilMode = true }.ToString(), Is.EqualTo("max_pool2d(kernel=3, stride=2, ceil_mode)"));
    }

    [Test]
    public void OperationsAreEqualByValue()
    {
        Assert.That(new MaxPoolOp(2, 2), Is.EqualTo(new MaxPoolOp(2, (7, 2, 2)) { Stride = 2 }));
        Assert.That(new Conv2dOp { Padding = 1 }, Is.Not.EqualTo(new Conv2dOp()));
    }
}
