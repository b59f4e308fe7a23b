using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class PackedSequenceTests
{
    static readonly Tensor[] Sequences = [Sample.Make([2, 3]), Sample.Make([4, 3], seed: 2), Sample.Make([1, 3], seed: 3)];

    [Test]
    public void WhatIsPackedComesOutAgain()
    {
        PackedSequence packed = PackedSequence.Pack(Sequences, enforceSorted: false);
        Assert.That(packed.BatchSizes.ToArray<long>(), Is.EqualTo(new[] { 3, 2, 1, 1 }));
        Assert.That(packed.SortedIndices!.ToArray<long>(), Is.EqualTo(new[] { 1, 0, 2 }));
        Tensor[] unpacked = packed.Unpack();
        for (int i = 0; i < Sequences.Length; i++)
            Sample.AssertSame(unpacked[i], Sequences[i]);
    }

    [Test]
    public void PaddingFillsUpToALength([Values] bool batchFirst)
    {
        (Tensor padded, Tensor lengths) = PackedSequence.Pack(Sequences, enforceSorted: false).PadPacked(batchFirst, -1, totalLength: 6);
        Assert.That(padded.Shape.ToString(), Is.EqualTo(batchFirst ? "[3, 6, 3]" : "[6, 3, 3]"));
        Assert.That(lengths.ToArray<long>(), Is.EqualTo(new[] { 2, 4, 1 }));
        Tensor first = padded.Select(batchFirst ? 0 : 1, 0);
        Sample.AssertSame(first.Narrow(0, 0, 2), Sequences[0]);
        Assert.That(first.Narrow(0, 2, 4).ToArray<float>(), Is.All.EqualTo(-1));
        Sample.AssertSame(PackedSequence.Pad(Sequences, batchFirst, -1), padded.Narrow(batchFirst ? 1 : 0, 0, 4));
    }

    [Test]
    public void ATotalThatIsTooShortSaysSo() =>
        Assert.That(
            () => PackedSequence.Pack(Sequences, enforceSorted: false).PadPacked(totalLength: 3),
            Throws.ArgumentException.With.Message.EqualTo("pad_packed_sequence: a total length of 3 was wanted, the longest sequence has 4 steps"));

    [Test]
    public void EachSequenceOfAPackedBatchIsAsIfItWereAlone()
    {
        Gru gru = new(3, 4, numLayers: 2, bidirectional: true);
        Sample.Fill(gru);
        (PackedSequence output, Tensor h) = gru.Forward(PackedSequence.Pack(Sequences, enforceSorted: false));
        Tensor[] together = output.Unpack();
        for (int i = 0; i < Sequences.Length; i++)
        {
            (Tensor alone, Tensor last) = gru.Forward(Sequences[i]);
            Sample.AssertSame(together[i], alone);
            Sample.AssertSame(h.Select(1, i), last);
        }
    }
}
