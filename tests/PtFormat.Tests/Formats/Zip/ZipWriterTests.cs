using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Zip;

sealed class ZipWriterTests
{
    [Test]
    public void MoreRecordsThanSixteenBitsCount()
    {
        const int Count = 66_000;
        using MemoryStream stream = new();
        DualWriter output = new(stream, async: false, null, default);
        ZipWriter writer = new(output, "r", 64, new SerializationId());
        for (int i = 0; i < Count; i++)
            DualWriter.Complete(writer.AddAsync(new($"data/{i}", new BytesPayload($"{i}"), Crc: true)));
        DualWriter.Complete(writer.FinishAsync());
        byte[] bytes = stream.ToArray();
        DualReader reader = new(ByteSource.FromMemory(bytes), async: false, default);
        ZipDirectory directory = DualReader.Result(ZipDirectory.ReadAsync(reader, LoadLimits.Default));
        Assert.That(directory.Entries, Has.Count.EqualTo(Count));
        ZipRecord last = new(reader.Source, directory.Entries[^1], LoadLimits.Default);
        Assert.That(DualReader.Result(last.ReadBytesAsync(reader, 10, "")).ToArray(), Is.EqualTo("65999"u8.ToArray()));
        // The classic end record says "see the other one".
        Assert.That(bytes.AsSpan(bytes.Length - 14, 4).ToArray(), Is.EqualTo(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }));
    }

    [Test]
    public void RecordsAndOffsetsBeyondFourGiB()
    {
        // What is written goes into a stream that keeps only the start, the end and what lies around the large payload.
        using SparseStream stream = new();
        DualWriter output = new(stream, async: false, null, default);
        ZipWriter writer = new(output, "r", 64, new SerializationId());
        DualWriter.Complete(writer.AddAsync(new("data/0", new Zeros((4L << 30) + 8), Crc: false)));
        DualWriter.Complete(writer.AddAsync(new("version", new BytesPayload("3\n"), Crc: true)));
        DualWriter.Complete(writer.FinishAsync());
        DualReader reader = new(new SparseSource(stream), async: false, default);
        ZipDirectory directory = DualReader.Result(ZipDirectory.ReadAsync(reader, LoadLimits.Default));
        Assert.That(directory.Entries.Select(entry => entry.ByteLength), Is.EqualTo([(4L << 30) + 8, 2]));
        ZipRecord version = new(reader.Source, directory.Entries[1], LoadLimits.Default);
        Assert.That(DualReader.Result(version.ReadBytesAsync(reader, 10, "")).ToArray(), Is.EqualTo("3\n"u8.ToArray()));
        long data = DualReader.Result(version.LocateAsync(reader));
        Assert.That(data % 64, Is.Zero);
        // Behind four GiB even two bytes have a descriptor of 64-bit sizes.
        Assert.That(directory.Entries[1].NextOffset - data, Is.EqualTo(2 + 24));
    }

    [TestCase("m.pt", "m")]
    [TestCase("a/b/my.model.pt", "my.model")]
    [TestCase(@"a\b.c\x.tar.gz", "x.tar")]
    [TestCase("noext", "noext")]
    [TestCase(".a.b", ".a")]
    [TestCase("größe.pt", "archive")]
    [TestCase(null, "archive")]
    public void TheRootComesFromTheName(string? path, string root) => Assert.That(new PtSaveOptions().RootFor(path), Is.EqualTo(root));

    [Test]
    public void ARootOfItsOwn()
    {
        Assert.That(new PtSaveOptions { Producer = PtProducer.Torch113 }.RootFor("größe.pt"), Is.EqualTo("größe"));
        Assert.That(new PtSaveOptions { Root = "x" }.RootFor("m.pt"), Is.EqualTo("x"));
        Assert.That(() => new PtSaveOptions().RootFor("folder/.hidden"), Throws.ArgumentException);
    }

    [Test]
    public void WhatAProducerCannotDoIsRefused()
    {
        Assert.That(() => new PtSaveOptions { Producer = PtProducer.Torch113, Crc = false }.Check(), Throws.ArgumentException);
        Assert.That(() => new PtSaveOptions { Producer = PtProducer.Torch26, StorageAlignment = 128 }.Check(), Throws.ArgumentException);
        Assert.That(() => new PtSaveOptions { PickleProtocol = 1 }.Check(), Throws.ArgumentException);
        Assert.That(() => new PtSaveOptions { Root = "a/b" }.Check(), Throws.ArgumentException);
        Assert.That(() => new PtSaveOptions { Crc = false, StorageAlignment = 4096 }.Check(), Throws.Nothing);
    }

    sealed class Zeros(long length) : IPayload
    {
        public bool IsShareable => false;

        public long ByteLength => length;

        public void Read(long byteOffset, Span<byte> destination) => destination.Clear();
    }

    /// <summary>Keeps small writes and counts large ones, which are zeros.</summary>
    sealed class SparseStream : MemoryStream
    {
        public readonly List<(long Offset, byte[] Bytes)> Parts = [];

        public long Written { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length < 4096)
                Parts.Add((Written, buffer.ToArray()));
            Written += buffer.Length;
        }
    }

    sealed class SparseSource(SparseStream stream) : ByteSource
    {
        public override long Length => stream.Written;

        public override int Read(long position, Span<byte> destination)
        {
            int count = (int)Math.Min(destination.Length, Length - position);
            destination[..count].Clear();
            foreach ((long offset, byte[] bytes) in stream.Parts)
                for (int i = 0; i < bytes.Length; i++)
                    if (offset + i - position is >= 0 and var at && at < count)
                        destination[(int)at] = bytes[i];
            return count;
        }

        public override ValueTask<int> ReadAsync(long position, Memory<byte> destination, CancellationToken cancellation = default) => ValueTask.FromResult(Read(position, destination.Span));
    }
}
