using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class RecordStorageTests
{
    [Test]
    public void TheRecordIsReadOnceByWhicheverThreadComesFirst([Values(1000, 100_000)] int length)
    {
        CountingRecord record = new(length);
        RecordStorage storage = new(record);
        Tensor tensor = new(storage, Layout.Dense([length]), DType.UInt8);
        Assert.That(storage.IsLoaded, Is.False, "making a tensor reads nothing");
        bool[] right = new bool[16];
        using Barrier together = new(16);
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(t => new Thread(() =>
        {
            together.SignalAndWait();
            right[t] = tensor.AsReadOnlySpan<byte>().SequenceEqual(record.Content);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.That(right, Is.All.True);
        Assert.That(record.WholeReads, Is.EqualTo(1));
        Assert.That(storage.IsLoaded);
    }

    [Test]
    public void ACopyOfAPartReadsThePart()
    {
        CountingRecord record = new(4000);
        RecordStorage storage = new(record);
        Tensor tensor = new(storage, Layout.Dense([4, 1000]), DType.UInt8);
        Assert.That(tensor.Select(0, 2).ToArray<byte>(), Is.EqualTo(record.Content[2000..3000]));
        Assert.That(tensor.Narrow(0, 1, 2).Clone().ToArray<byte>(), Is.EqualTo(record.Content[1000..3000]));
        Assert.That(storage.IsLoaded, Is.False);
        Assert.That(record.BytesRead, Is.EqualTo(3000));
        Assert.That(() => storage.Read(3999, new byte[2]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AfterAWriteThePartsComeFromMemory()
    {
        CountingRecord record = new(4000);
        Tensor tensor = new(new RecordStorage(record), Layout.Dense([4000]), DType.UInt8);
        tensor.AsSpan<byte>()[5] = 99;
        Assert.That(tensor.Narrow(0, 5, 1).Item<byte>(), Is.EqualTo(99));
    }

    [Test]
    public void AFailedReadIsTriedAgain()
    {
        CountingRecord record = new(4000) { Fails = true };
        RecordStorage storage = new(record);
        Assert.That(() => storage.EnsureLoaded(), Throws.TypeOf<IOException>());
        Assert.That(storage.IsLoaded, Is.False);
        record.Fails = false;
        storage.EnsureLoaded();
        Assert.That(storage.IsLoaded);
    }

    sealed class CountingRecord(int length) : IRecord
    {
        public byte[] Content { get; } = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 13))];

        public int WholeReads;

        public int BytesRead;

        public bool Fails;

        public long ByteLength => Content.Length;

        public void Read(long byteOffset, Span<byte> destination)
        {
            Content.AsSpan((int)byteOffset, destination.Length).CopyTo(destination);
            Interlocked.Add(ref BytesRead, destination.Length);
        }

        public void ReadAll(Storage destination, Action<long>? progress = null, CancellationToken cancellation = default)
        {
            if (Fails)
                throw new IOException("the disk is gone");
            Interlocked.Increment(ref WholeReads);
            destination.Write(0, Content);
        }
    }
}
