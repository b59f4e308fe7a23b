using System.Runtime.CompilerServices;
using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed unsafe class ArrayStorageTests
{
    [Test]
    public void LargeStoragesStartOn64Bytes([Values(BlockPool.SmallestBytes, BlockPool.SmallestBytes + 1, 100_000, 1 << 20)] int length)
    {
        Storage[] storages = [.. Enumerable.Range(0, 8).Select(_ => new ArrayStorage(length))];
        foreach (Storage storage in storages)
            fixed (byte* first = storage.BorrowBytes(0, length))
                Assert.That((long)first % 64, Is.Zero);
    }

    [Test]
    public void EveryByteCanBeWritten([Values(0, 1, 63, 64, 65, BlockPool.SmallestBytes - 1, BlockPool.SmallestBytes, BlockPool.SmallestBytes + 63)] int length)
    {
        ArrayStorage storage = new(length);
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
        storage.Write(0, bytes);
        byte[] copy = new byte[length];
        storage.Read(0, copy);
        Assert.That(copy, Is.EqualTo(bytes));
        Assert.That(() => storage.Read(1, copy.Length == 0 ? new byte[1] : copy), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ASpanOutlivesItsTensorUnchanged()
    {
        // Were exposed memory reused, one of the later tensors would write into the span.
        ReadOnlySpan<float> kept = MakeAndForget();
        for (int i = 0; i < 50; i++)
        {
            GC.Collect();
            Tensor.Zeros([100_000]);
        }
        Assert.That(kept.ContainsAnyExcept(42f), Is.False);
    }

    [Test]
    public void NegativeAndImpossibleLengthsAreRefused()
    {
        Assert.That(() => new ArrayStorage(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ArrayStorage(long.MaxValue), Throws.TypeOf<InsufficientMemoryException>());
    }

    [Test]
    public void StoragesMayExceedTwoGigabytes()
    {
        // Untouched memory costs address space only, but where even that is limited the test says nothing.
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 6L << 30)
            Assert.Ignore("less than 6 GB of memory");
        const long length = (2L << 30) + 4096;
        ArrayStorage storage = new(length);
        storage.Write(length - 3, [1, 2, 3]);
        byte[] end = new byte[3];
        storage.Read(length - 3, end);
        Assert.That(end, Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(() => storage.Borrow<byte>(0, length), Throws.TypeOf<NotSupportedException>().With.Message.Contains("2^31"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ReadOnlySpan<float> MakeAndForget()
    {
        Tensor tensor = Tensor.Zeros([100_000]);
        Span<float> span = tensor.AsSpan<float>();
        span.Fill(42);
        return span;
    }
}
