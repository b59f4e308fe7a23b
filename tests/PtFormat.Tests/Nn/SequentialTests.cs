using NUnit.Framework;
using PtFormat.Kernels;
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
    public void WhatIsDoneAsOneOperationGivesTheBitsOfEachByItself([Values(DType.Float32, DType.Float64)] DType dtype, [Values] bool isBatched)
    {
        Sequential net = new(
            new Conv2d(3, 6, 5), new Relu(), new MaxPool2d(2), new Conv2d(6, 8, 3, padding: 1), new MaxPool2d(3, 2, 1), new Tanh(),
            new Conv2d(8, 4, 3), new Silu(), new Relu(), new Conv2d(4, 4, 1), new Sigmoid(), new Linear(7, 9), new Relu(), new Linear(9, 2));
        Sample.Fill(net);
        net.To(dtype);
        Tensor x = Ops.Cast(Sample.Make(isBatched ? [3, 3, 39, 39] : [3, 39, 39]), dtype), y = x;
        foreach ((_, Module module) in net.Children)
            y = ((ILayer)module).Forward(y);
        Sample.AssertSame(net.Forward(x), y);
        Assert.That(net.Record(x.Shape, dtype).Nodes.Count(node => node.Op.Name is "relu" or "tanh" or "silu" or "sigmoid" or "max_pool2d"), Is.EqualTo(8));
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
        Assert.That(net.Count, Is.EqualTo(2));
    }

    [Test]
    public void WhatMakesOneTensorOfOneMayBeAmongThem()
    {
        TransformerEncoderLayer layer = new(4, 2, 8, dropout: 0);
        Sequential net = new(new Linear(3, 4), layer, new TransformerEncoder(layer, 2), new GruCell(4, 5), new RnnCell(5, 2));
        Sample.Fill(net);
        Tensor x = Sample.Make([6, 3]), y = x;
        y = ((Linear)net[0]).Forward(y);
        y = layer.Forward(y, null);
        y = ((TransformerEncoder)net[2]).Forward(y, null);
        y = ((GruCell)net[3]).Forward(y, Tensor.Zeros([6, 5]));
        y = ((RnnCell)net[4]).Forward(y, Tensor.Zeros([6, 2]));
        Sample.AssertSame(net.Forward(x), y);
        Sample.AssertSame(net.Record([6, 3]).Run(x)[0], y);
    }

    [Test]
    public void WhatGivesMoreIsHeldAndCalledByItself()
    {
        Sequential net = new(new Linear(2, 3), new Lstm(3, 4));
        Sample.Fill(net);
        Tensor x = Sample.Make([5, 1, 2]);
        Assert.That(net.StateDict().ContainsKey("1.weight_ih_l0"), Is.True);
        Assert.That(() => net.Forward(x), Throws.InvalidOperationException.With.Message.EqualTo(
            "sequential: '1' is a Lstm, which does not make one tensor of one tensor: run what is before it, [..1], and call it by itself"));
        (Tensor output, _, _) = ((Lstm)net[^1]).Forward(net[..^1].Forward(x));
        Assert.That(output.Shape.ToString(), Is.EqualTo("[5, 1, 4]"));
        Assert.That((net[1..].StateDict().ContainsKey("1.bias_hh_l0"), net[1..].StateDict().ContainsKey("0.bias")), Is.EqualTo((true, false)));
        Assert.That(() => net[2..3], Throws.ArgumentException);
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
