using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class Conv2dTests
{
    [Test]
    public void HandsOnItsAttributes()
    {
        Conv2d layer = new(4, 6, (3, 2), stride: (2, 1), padding: 1, dilation: (1, 2), groups: 2);
        Sample.Fill(layer);
        Tensor x = Sample.Make([2, 4, 7, 8]);
        Assert.That(layer.Weight.Value.Shape.ToString(), Is.EqualTo("[6, 2, 3, 2]"));
        Sample.AssertSame(
            layer.Forward(x),
            Ops.Conv2d(x, layer.Weight.Value, layer.Bias.Value, new() { Stride = (2, 1), Padding = 1, Dilation = (1, 2), Groups = 2 }));
        Assert.That(() => new Conv2d(3, 4, 1, groups: 2), Throws.ArgumentException.With.Message.Contains("2 groups do not divide 3 input and 4 output channels"));
    }
}
