using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class FlattenTests
{
    [Test]
    public void KeepsTheBatch()
    {
        Assert.That(new Flatten().Forward(Sample.Make([2, 3, 4])).Shape.ToString(), Is.EqualTo("[2, 12]"));
        Assert.That(new Flatten(0, 1).Forward(Sample.Make([2, 3, 4])).Shape.ToString(), Is.EqualTo("[6, 4]"));
    }
}
