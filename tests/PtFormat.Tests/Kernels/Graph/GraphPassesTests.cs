using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Graphs;

public class GraphPassesTests
{
    [Test]
    public void WhatNobodyReadsIsLeftOut()
    {
        Graph graph = Compile([[2, 3]], x =>
        {
            Tensor wanted = Ops.Tanh(x[0]);
            Ops.Softmax(Ops.Sigmoid(wanted), -1);
            return [wanted];
        });
        Assert.That(Names(graph), Is.EqualTo(new[] { "tanh" }));
    }

    [Test]
    public void ActivationAndPoolingGoIntoTheConvolution()
    {
        Graph graph = Compile([[2, 3, 12, 12]], x => [Ops.MaxPool(Ops.Relu(Ops.Conv2d(x[0], Sample.Make([4, 3, 5, 5]))), new(2, 2))]);
        Assert.That(graph.Nodes.Select(node => node.Op.ToString()), Is.EqualTo(new[] { "conv2d(then=relu, pool=max_pool2d(kernel=2))" }));
    }

    [Test]
    public void AResultThatSomebodyElseReadsIsNotTakenOver()
    {
        Graph graph = Compile([[2, 3]], x =>
        {
            Tensor y = Ops.Linear(x[0], Sample.Make([4, 3]));
            return [Ops.Relu(y), Ops.Tanh(y)];
        });
        Assert.That(Names(graph), Is.EqualTo(new[] { "linear", "relu", "tanh" }));
        graph = Compile([[2, 3]], x =>
        {
            Tensor y = Ops.Linear(x[0], Sample.Make([4, 3]));
            return [Ops.Relu(y), y];
        });
        Assert.That(Names(graph), Has.Member("relu"));
    }

    [Test]
    public void AViewOfAResultIsNotTheResult()
    {
        Graph graph = Compile([[2, 3]], x => [Ops.Relu(Ops.Linear(x[0], Sample.Make([4, 3])).Narrow(1, 0, 2))]);
        Assert.That(Names(graph).Take(2), Is.EqualTo(new[] { "linear", "relu" }));
    }

    [Test]
    public void NormalisationByNumbersThatAreComputedStays()
    {
        Graph graph = Compile([[2, 3, 6, 6], [4]], x =>
            [Ops.BatchNorm(Ops.Conv2d(x[0], Sample.Make([4, 3, 3, 3])), Ops.Relu(x[1]), Tensor.From<float>([1, 2, 3, 4], [4]))]);
        Assert.That(Names(graph), Is.EqualTo(new[] { "relu", "conv2d", "batch_norm" }).Or.EqualTo(new[] { "conv2d", "relu", "batch_norm" }));
    }

    static string[] Names(Graph graph) => [.. graph.Nodes.Select(node => node.Op.Name)];

    static Graph Compile(Shape[] shapes, Func<Tensor[], Tensor[]> run)
    {
        Recorder recorder = new();
        Graph recorded = recorder.Finish(run([.. shapes.Select(shape => recorder.Input(shape))]));
        Graph compiled = CompiledGraph.Of(recorded).Graph;
        Tensor[] inputs = [.. shapes.Select((shape, i) => Sample.Make(shape, seed: i + 1))];
        Tensor[] expected = recorded.Run(inputs), actual = compiled.Run(inputs);
        for (int i = 0; i < expected.Length; i++)
            Sample.AssertNear(actual[i], expected[i], 1e-6, compiled.ToString());
        return compiled;
    }
}
