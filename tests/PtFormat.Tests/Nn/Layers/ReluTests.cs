using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public class ReluTests
{
    [Test]
    public void KeepsWhatIsPositive() =>
        Assert.That(new Relu().Forward(Tensor.From<float>(-1, 0, 2)).ToArray<float>(), Is.EqualTo(new[] { 0f, 0, 2 }));
}
