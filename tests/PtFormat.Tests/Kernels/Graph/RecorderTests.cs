using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Graphs;

public class RecorderTests
{
    [Test]
    public void LookingAtValuesSaysThatOperationsAreBeingRecorded()
    {
        Tensor x = new Recorder().Input([2, 3]), y = Ops.Softmax(x, 1);
        foreach (Tensor tensor in (Tensor[])[x, y, y.Transpose(0, 1)])
        {
            Assert.That(() => tensor.ToArray<float>(), Throws.InvalidOperationException.With.Message.Contains("while operations are being recorded"));
            Assert.That(() => tensor.Clone(), Throws.InvalidOperationException.With.Message.Contains("while operations are being recorded"));
        }
        Assert.That(() => x.AsReadOnlySpan<float>().Length, Throws.InvalidOperationException.With.Message.Contains("while operations are being recorded"));
        Assert.That(() => x.AsSpan<float>().Length, Throws.InvalidOperationException.With.Message.Contains("while operations are being recorded"));
        Assert.That(() => Tensor.Zeros([2, 3]).CopyTo(x), Throws.InvalidOperationException);
        Assert.That(() => x.Storage.Write(0, [1]), Throws.InvalidOperationException);
    }

    [Test]
    public void ShapesAreCheckedAsInEagerRuns() =>
        Assert.That(
            () => Ops.Conv2d(new Recorder().Input([1, 4, 9, 9]), Tensor.Zeros([64, 3, 7, 7])),
            Throws.ArgumentException.With.Message.EqualTo("conv2d: input has 4 channels [1, 4, 9, 9], weight expects 3 [64, 3, 7, 7]"));

    [Test]
    public void WhatTheTargetCannotRunCannotBeRecorded() =>
        Assert.That(() => Ops.Softmax(new Recorder().Input([2], DType.Int32), 0), Throws.TypeOf<NotSupportedException>().With.Message.Contains("softmax"));

    [Test]
    public void OperandsOfTwoRecordersDoNotMix()
    {
        Tensor a = new Recorder().Input([2, 2]), b = new Recorder().Input([2, 2]);
        Assert.That(() => Ops.MatMul(a, b), Throws.InvalidOperationException.With.Message.Contains("must be on one device"));
    }

    [Test]
    public void AConstantMustBeOnTheTarget()
    {
        Tensor meta = Tensor.Uninitialized([2, 2], DType.Float32, Device.Meta);
        Assert.That(() => Ops.MatMul(new Recorder().Input([2, 2]), meta), Throws.InvalidOperationException.With.Message.EqualTo("matmul: float32 [1, 2, 2] on meta cannot become a constant of a graph for cpu"));
        Assert.That(() => Ops.MatMul(Tensor.Zeros([2, 2]), meta), Throws.InvalidOperationException.With.Message.Contains("on cpu and on meta"));
        Assert.That(() => Ops.MatMul(meta, meta), Throws.InvalidOperationException.With.Message.Contains("meta, which computes nothing"));
    }

    [Test]
    public void ATargetMustCompute()
    {
        Assert.That(() => new Recorder(Device.Meta), Throws.ArgumentException.With.Message.Contains("meta computes nothing"));
        Assert.That(() => new Recorder(new Recorder()), Throws.ArgumentException);
    }

    [Test]
    public void NothingIsRecordedAfterTheEnd()
    {
        Recorder recorder = new();
        Tensor x = recorder.Input([2, 2]);
        recorder.Finish(x);
        Assert.That(() => Ops.Softmax(x, 0), Throws.InvalidOperationException.With.Message.Contains("the recording has ended"));
        Assert.That(() => recorder.Finish(x), Throws.InvalidOperationException);
        Assert.That(() => recorder.Input([1]), Throws.InvalidOperationException);
    }

    [Test]
    public void MemoryThatNoOperationWroteIsNoOperand()
    {
        Recorder recorder = new();
        Tensor nothing = Tensor.Uninitialized([2, 2], DType.Float32, recorder);
        Assert.That(() => Ops.Softmax(nothing, 0), Throws.InvalidOperationException.With.Message.Contains("no operation wrote it"));
    }

    [Test]
    public void OneStorageIsOneConstantHoweverItIsSeen()
    {
        Recorder recorder = new();
        Tensor weight = Sample.Make([3, 3]);
        recorder.NameConstant(weight, "weight");
        Graph graph = recorder.Finish(Ops.Linear(Ops.Linear(recorder.Input([2, 3]), weight.Transpose(0, 1)), weight));
        Assert.That(graph.Constants, Has.Count.EqualTo(1));
        Assert.That(graph.Nodes.Select(node => node.ToString()), Is.EqualTo(new[] { "%1 = copy(weight.transpose[0, 1])", "%2 = linear(%0, %1)", "%3 = linear(%2, weight)" }));
    }
}
