using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public class ActivationFunctionTests
{
    [Test]
    public void EveryFunctionComputesWhatPyTorchsDoes()
    {
        List<string> seen = [];
        foreach (Dictionary<string, object?> c in ComputedFile.Cases("layers", "2.14", "functions.pt"))
        {
            string name = (string)c["name"]!;
            seen.Add(name);
            ActivationFunction? function = ActivationFunction.Find(name);
            Assert.That(function, Is.Not.Null, name);
            Assert.That(function!.Apply((Tensor)c["input"]!).ToArray<float>(), Is.EqualTo(((Tensor)c["output"]!).ToArray<float>()).Within(2e-6f), name);
        }
        Assert.That(ActivationFunction.KnownNames, Is.EquivalentTo(seen));
    }

    [Test]
    public void ALayerIsOne()
    {
        LeakyRelu layer = new(0.5);
        ActivationFunction function = layer;
        Assert.That((function.Layer, function.FastPath, ActivationFunction.Gelu.FastPath, ActivationFunction.Relu.ToString()), Is.EqualTo(((Layer)layer, 0, 2, "torch.nn.functional.relu")));
        Assert.That(function.Apply(Tensor.From<float>(-2f)).ToArray<float>(), Is.EqualTo(new[] { -1f }));
        Assert.That(ActivationFunction.Find("torch.nn.functional.softmax"), Is.Null);
    }
}
