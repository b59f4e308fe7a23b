using NUnit.Framework;
using PtFormat.Kernels.Graphs;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class SequentialTests
{
    [Test]
    public void LayersRunInOrderAndRecordTheSame()
    {
        Sequential net = Net();
        Tensor x = Sample.Make([3, 1, 10, 10]);
        Tensor y = net.Forward(x);
        Assert.That(y.Shape.ToString(), Is.EqualTo("[3, 5]"));
        Assert.That(y.ToArray<float>().Chunk(5).Select(row => row.Sum()), Is.All.EqualTo(1).Within(1e-6));
        Sample.AssertSame(net.Record([3, 1, 10, 10]).Run(x)[0], y);
    }

    [Test]
    public void ARecordedNetNamesItsParameters()
    {
        Graph graph = Net().Record([1, 1, 10, 10]);
        Assert.That(graph.ToString(), Does.Contain("conv2d(%0, 0.weight, 0.bias, stride=2)").And.Contain("linear(%3.view[1, 16], 4.weight, 4.bias)"));
    }

    [Test]
    public void LayersMayHaveNames()
    {
        Sequential net = new([("first", new Linear(2, 3)), ("second", new Linear(3, 4))]);
        Assert.That(net.NamedParameters().Select(p => p.Name), Is.EqualTo(new[] { "first.weight", "first.bias", "second.weight", "second.bias" }));
        Assert.That(net.Layers, Has.Count.EqualTo(2));
    }

    static Sequential Net()
    {
        Sequential net = new(new Conv2d(1, 4, 3, stride: 2), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(16, 5), new Softmax(-1));
        int seed = 0;
        foreach (Parameter parameter in net.Parameters())
            parameter.Value = Sample.Make(parameter.Value.Shape, seed: ++seed);
        return net;
    }
}
