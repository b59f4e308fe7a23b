using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;
using Relu = PtFormat.Nn.Relu;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

/// <summary>Layers hand their attributes and parameters to the operation of the same name.</summary>
public class LayerTests
{
    [Test]
    public void Conv2dHandsOnItsAttributes()
    {
        Conv2d layer = new(4, 6, (3, 2), stride: (2, 1), padding: 1, dilation: (1, 2), groups: 2);
        Fill(layer);
        Tensor x = Sample.Make([2, 4, 7, 8]);
        Assert.That(layer.Weight.Value.Shape.ToString(), Is.EqualTo("[6, 2, 3, 2]"));
        Sample.AssertSame(
            layer.Forward(x),
            Ops.Conv2d(x, layer.Weight.Value, layer.Bias.Value, new() { Stride = (2, 1), Padding = 1, Dilation = (1, 2), Groups = 2 }));
        Assert.That(() => new Conv2d(3, 4, 1, groups: 2), Throws.ArgumentException.With.Message.Contains("2 groups do not divide 3 input and 4 output channels"));
    }

    [Test]
    public void MaxPool2dHandsOnItsAttributes()
    {
        Tensor x = Sample.Make([2, 4, 7, 8]);
        Sample.AssertSame(new MaxPool2d(3).Forward(x), Ops.MaxPool2d(x, new(3)));
        Sample.AssertSame(
            new MaxPool2d((3, 2), stride: 1, padding: 1, dilation: (2, 1), ceilMode: true).Forward(x),
            Ops.MaxPool2d(x, new((3, 2)) { Stride = 1, Padding = 1, Dilation = (2, 1), CeilMode = true }));
    }

    [Test]
    public void LinearWorksWithAndWithoutBias()
    {
        Tensor x = Sample.Make([2, 3]);
        foreach (bool bias in (bool[])[true, false])
        {
            Linear layer = new(3, 4, bias);
            Fill(layer);
            Sample.AssertSame(layer.Forward(x), Ops.Linear(x, layer.Weight.Value, layer.Bias.ValueOrNull));
        }
    }

    [Test]
    public void FlattenKeepsTheBatch()
    {
        Assert.That(new Flatten().Forward(Sample.Make([2, 3, 4])).Shape.ToString(), Is.EqualTo("[2, 12]"));
        Assert.That(new Flatten(0, 1).Forward(Sample.Make([2, 3, 4])).Shape.ToString(), Is.EqualTo("[6, 4]"));
    }

    [Test]
    public void ReluKeepsWhatIsPositive() =>
        Assert.That(new Relu().Forward(Tensor.From<float>(-1, 0, 2)).ToArray<float>(), Is.EqualTo(new[] { 0f, 0, 2 }));

    static void Fill(Module module)
    {
        int seed = 10;
        foreach (Parameter parameter in module.Parameters())
            parameter.Value = Sample.Make(parameter.Value.Shape, seed: ++seed);
    }
}
