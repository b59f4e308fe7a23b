using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class PackedStoragesTests
{
    [Test]
    public void StoragesAreAsTheyWereAddedAndNobodyWritesIntoAnother()
    {
        PackedStorages packed = new();
        List<(Storage Storage, byte[] Bytes)> added = [];
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = new byte[i * 37 % (PackedStorages.MaxBytes + 1)];
            Array.Fill(bytes, (byte)i);
            added.Add((packed.Add(bytes), bytes));
        }
        for (int i = 0; i < added.Count; i += 2)
        {
            Array.Fill(added[i].Bytes, (byte)~i);
            added[i].Storage.Write(0, added[i].Bytes);
        }
        foreach ((Storage storage, byte[] bytes) in added)
        {
            byte[] found = new byte[storage.ByteLength];
            storage.Read(0, found);
            Assert.That(found, Is.EqualTo(bytes));
            Assert.That(() => storage.Write(1, bytes.Length == 0 ? [1] : bytes), Throws.TypeOf<ArgumentOutOfRangeException>(), "the neighbour's bytes");
        }
    }

    [Test]
    public void WhatIsAddedWasNotWrittenTo() => Assert.That(new PackedStorages().Add([1, 2, 3]).Version, Is.Zero);

    [Test]
    public void LongerOnesAreRefused() =>
        Assert.That(() => new PackedStorages().Add(new byte[PackedStorages.MaxBytes + 1]), Throws.TypeOf<ArgumentOutOfRangeException>());
}
