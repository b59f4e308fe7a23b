using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Torch;

sealed class TorchTreeTests
{
    static byte[] Save(object? value, PtSaveOptions? options = null)
    {
        using MemoryStream stream = new();
        PtFile.Save(stream, value, options);
        return stream.ToArray();
    }

    static StateDict Read(byte[] bytes)
    {
        using PtFile file = PtFile.Open(bytes);
        return file.RootStateDict();
    }

    [Test]
    public void DTypesThatAVersionDoesNotKnowAreRefusedByName()
    {
        StateDict state = new() { ["a.b"] = Tensor.From<ushort>(1) };
        Assert.That(() => Save(state, new() { Producer = PtProducer.Torch113 }),
            Throws.ArgumentException.With.Message.Contains("['a.b']").And.Message.Contains("uint16").And.Message.Contains("PyTorch 1.13").And.Message.Contains("convert"));
        StateDict scale = new() { ["s"] = Tensor.Zeros([1], DType.Float8E8M0Fnu) };
        Assert.That(() => Save(scale, new() { Producer = PtProducer.Torch26 }), Throws.ArgumentException.With.Message.Contains("2.7"));
    }

    [Test]
    public void OneStorageHasOneType()
    {
        Tensor whole = Tensor.From<float>(1, 2);
        StateDict state = new() { ["a"] = whole, ["b"] = new Tensor(whole.Storage, Layout.Dense([2]), DType.Int32) };
        Assert.That(() => Save(state), Throws.ArgumentException.With.Message.Contains("Cannot save multiple tensors or storages that view the same data as different types").And.Message.Contains("['b']"));
    }

    [Test]
    public void WhatHoldsItselfIsRefused()
    {
        StateDict state = [];
        List<object?> list = [state];
        state["list"] = list;
        Assert.That(() => Save(state), Throws.ArgumentException.With.Message.Contains("['list'][0]"));
        state.Metadata = new() { [""] = state };
        Assert.That(() => Save(state), Throws.ArgumentException);
    }

    [Test]
    public void DepthHasALimitAndUpToItFilesRead()
    {
        StateDict Nested(int depth)
        {
            StateDict state = new() { ["leaf"] = Tensor.From<float>(1) };
            for (int i = 2; i < depth; i++)
                state = new() { ["d"] = state };
            return state;
        }

        Assert.That(Read(Save(Nested(500))), Has.Count.EqualTo(1));
        Assert.That(() => Save(Nested(600)), Throws.ArgumentException.With.Message.Contains("deep"));
    }

    [Test]
    public void OtherThingsAreRefusedByTheirPlace() =>
        Assert.That(() => Save(new List<object?> { 1L, Guid.Empty }), Throws.ArgumentException.With.Message.Contains("[1]").And.Message.Contains("Guid"));

    [Test]
    public void SharedObjectsStayShared()
    {
        TupleValue betas = new(0.9, 0.999);
        Tensor tensor = Tensor.From<float>(1);
        StateDict again = Read(Save(new StateDict { ["a"] = betas, ["b"] = betas, ["c"] = new TupleValue(0.9, 0.999), ["d"] = tensor, ["e"] = tensor }));
        Assert.That(again["b"], Is.SameAs(again["a"]));
        Assert.That(again["c"], Is.Not.SameAs(again["a"]));
        Assert.That(again["e"], Is.SameAs(again["d"]));
    }

    [Test]
    public void EveryProtocolReadsBack([Range(2, 5)] int protocol)
    {
        StateDict again = Read(Save(new StateDict { ["w"] = Tensor.From<float>(1, 2), ["n"] = null, ["t"] = "text", [3] = true }, new() { PickleProtocol = protocol }));
        Assert.That(again.Tensor("w").ToArray<float>(), Is.EqualTo([1f, 2]));
        Assert.That((again["n"], again["t"], again[3]), Is.EqualTo(((object?)null, (object?)"text", (object?)true)));
    }

    [Test]
    public void StreamsNeedNotSeekAndAsyncIsTheSame()
    {
        StateDict state = new() { ["w"] = Tensor.From<float>(1, 2) };
        using MemoryStream stream = new();
        stream.Write([9, 9]);
        PtFile.SaveAsync(stream, state).GetAwaiter().GetResult();
        Assert.That(stream.ToArray()[2..], Is.EqualTo(Save(state)));
    }

    [Test]
    public void ProgressCountsBytes()
    {
        List<long> seen = [];
        using MemoryStream stream = new();
        PtFile.Save(stream, new StateDict { ["w"] = Tensor.Zeros([1_000_000]) }, progress: new Collecting(seen));
        Assert.That(seen, Is.Ordered);
        Assert.That(seen[^1], Is.EqualTo(stream.Length));
    }

    sealed class Collecting(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
