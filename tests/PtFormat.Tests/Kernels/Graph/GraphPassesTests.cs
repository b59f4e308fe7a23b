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

    [Test]
    public void ViewsOfInputsAndOutputsInAnotherShapeAreNotCopied()
    {
        Assert.That(Names(Compile([[5, 7], [7, 9]], x => [Ops.MatMul(x[0], x[1])])), Is.EqualTo(new[] { "matmul" }));
        Assert.That(Names(Compile([[6, 4]], x => [Ops.Relu(x[0].Transpose(0, 1)).View(2, 12), Ops.Tanh(x[0].Narrow(0, 2, 3))])), Is.EqualTo(new[] { "relu", "tanh" }));
    }

    [Test]
    public void PartsOfAResultAndWhatIsReadAgainAreCopied()
    {
        Assert.That(Names(Compile([[4, 6]], x => [Ops.Relu(x[0]).Narrow(0, 1, 2)])), Is.EqualTo(new[] { "relu", "copy" }));
        Assert.That(Names(Compile([[4, 6]], x =>
        {
            Tensor y = Ops.Relu(x[0]);
            return [y.View(24), Ops.Tanh(y)];
        })), Does.Contain("copy"));
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
