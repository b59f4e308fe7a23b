using System.Runtime.CompilerServices;
using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Packed;

public sealed class PackedWeightsTests
{
    [Test]
    public void AWeightIsPackedOnce()
    {
        Tensor weight = Tensor.From<float>([1, 2, 3], [3]);
        Storage first = PackedWeights.Of(weight, new Times(2));
        Assert.That(PackedWeights.Of(weight, new Times(2)), Is.SameAs(first));
        Assert.That(Values(first), Is.EqualTo(new float[] { 2, 4, 6 }));
    }

    [Test]
    public void EachPackingAndEachViewHasItsOwn()
    {
        Tensor weight = Tensor.From<float>([1, 2, 3, 4], [4]);
        Storage doubled = PackedWeights.Of(weight, new Times(2)), tripled = PackedWeights.Of(weight, new Times(3)), half = PackedWeights.Of(weight.Narrow(0, 2, 2), new Times(2));
        Assert.That(Values(tripled), Is.EqualTo(new float[] { 3, 6, 9, 12 }));
        Assert.That(Values(half), Is.EqualTo(new float[] { 6, 8 }));
        Assert.That(PackedWeights.Of(weight, new Times(2)), Is.SameAs(doubled));
    }

    [Test]
    public void AChangedWeightIsPackedAnew()
    {
        Tensor weight = Tensor.From<float>([1, 2, 3], [3]);
        Storage before = PackedWeights.Of(weight, new Times(2));
        weight.AsSpan<float>()[1] = 10;
        Assert.That(Values(PackedWeights.Of(weight, new Times(2))), Is.EqualTo(new float[] { 2, 20, 6 }));
        Assert.That(Values(before), Is.EqualTo(new float[] { 2, 4, 6 }), "somebody may still be reading it");
    }

    [Test]
    public void ThreadsGetOneAndTheSame()
    {
        for (int round = 0; round < 50; round++)
        {
            Tensor weight = Tensor.From<float>([1, 2, 3], [3]);
            Storage[] found = new Storage[8];
            Parallel.For(0, found.Length, i => found[i] = PackedWeights.Of(weight, new Times(2)));
            Assert.That(found, Is.All.SameAs(found[0]));
        }
    }

    [Test]
    public void ItGoesWithTheWeight()
    {
        WeakReference packed = MakeAndDrop();
        for (int i = 0; i < 10 && packed.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.That(packed.IsAlive, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference MakeAndDrop() => new(PackedWeights.Of(Tensor.From<float>([1], [1]), new Times(2)));

    static float[] Values(Storage packed) => packed.Borrow<float>(0, packed.ByteLength / sizeof(float)).ToArray();

    readonly record struct Times(float Factor) : IPacking<Times>
    {
        public long ByteLength(Tensor weight) => weight.ElementCount * sizeof(float);

        public void Pack(Tensor weight, Storage packed)
        {
            Span<float> to = packed.BorrowForWriting<float>(0, weight.ElementCount);
            for (int i = 0; i < to.Length; i++)
                to[i] = Factor * weight.AsReadOnlySpan<float>()[i];
        }
    }
}
