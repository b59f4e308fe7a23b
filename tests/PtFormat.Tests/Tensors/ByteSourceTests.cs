using System.Diagnostics;
using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class ByteSourceTests
{
    static readonly byte[] Content = [.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31 >> 3))];

    string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("file")]
    [TestCase("memory")]
    [TestCase("seekable stream")]
    [TestCase("stream that does not seek")]
    [TestCase("stream of one byte at a time")]
    public async Task EveryKindReadsTheSameBytes(string kind)
    {
        using ByteSource source = Open(kind);
        Assert.That(source.Length, Is.EqualTo(Content.Length));
        byte[] all = new byte[Content.Length], part = new byte[100];
        Assert.That(source.TryReadExactly(0, all));
        Assert.That(all, Is.EqualTo(Content));
        Assert.That(await source.TryReadExactlyAsync(69_900, part));
        Assert.That(part, Is.EqualTo(Content[69_900..]));
        Assert.That(source.TryReadExactly(69_901, part), Is.False, "the source ends before");
        Assert.That(await source.TryReadExactlyAsync(69_901, part), Is.False);
        Assert.That(source.Read(70_000, part), Is.Zero);
        Assert.That(source.Read(long.MaxValue, part), Is.Zero);
        Assert.That(await source.ReadAsync(70_001, part), Is.Zero);
        Assert.That(() => source.Read(-1, part), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("file")]
    [TestCase("memory")]
    [TestCase("seekable stream")]
    [TestCase("stream of one byte at a time")]
    public void SixteenThreadsReadAtOnce(string kind)
    {
        using ByteSource source = Open(kind);
        bool[] right = new bool[16];
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(t => new Thread(() =>
        {
            byte[] part = new byte[503];
            right[t] = true;
            for (int i = 0; i < 40; i++)
            {
                int at = (t * 4001 + i * 907) % (Content.Length - part.Length);
                right[t] &= source.TryReadExactly(at, part) && part.AsSpan().SequenceEqual(Content.AsSpan(at, part.Length));
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.That(right, Is.All.True);
    }

    [Test]
    public void AStreamIsReadFromWhereItStands()
    {
        using MemoryStream stream = new(Content) { Position = 69_990 };
        using ByteSource source = ByteSource.FromStream(stream);
        byte[] bytes = new byte[10];
        Assert.That(source.Length, Is.EqualTo(10));
        Assert.That(source.TryReadExactly(0, bytes));
        Assert.That(bytes, Is.EqualTo(Content[69_990..]));
    }

    [Test]
    public async Task AnUnseekableStreamMayNotExceedItsLimit()
    {
        Assert.That(() => ByteSource.FromStream(new Trickle(Content, 1000), maxBytes: 69_999), Throws.TypeOf<IOException>().With.Message.Contains("69999"));
        Assert.That(async () => await ByteSource.FromStreamAsync(new Trickle(Content, 1000), maxBytes: 69_999), Throws.TypeOf<IOException>());
        using ByteSource whole = await ByteSource.FromStreamAsync(new Trickle(Content, 1000), maxBytes: 70_000);
        Assert.That(whole.Length, Is.EqualTo(70_000));
    }

    [Test]
    public void AnEmptyFileHasNoBytes()
    {
        string path = Path.Combine(_folder, "empty");
        File.WriteAllBytes(path, []);
        using ByteSource source = ByteSource.OpenFile(path);
        Assert.That(source.Length, Is.Zero);
        Assert.That(source.Read(0, new byte[4]), Is.Zero);
    }

    [Test]
    public void WhatIsNoFileIsRefused()
    {
        Assert.That(() => ByteSource.OpenFile(_folder), Throws.TypeOf<IOException>().With.Message.Contains("directory"));
        Assert.That(() => ByteSource.OpenFile(Path.Combine(_folder, "none")), Throws.TypeOf<FileNotFoundException>());
    }

    [Test]
    public void PipesAndDevicesReadAsEmpty()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has neither at a path");
        using (ByteSource device = ByteSource.OpenFile("/dev/zero"))
            Assert.That(device.Length, Is.Zero);
        string pipe = Path.Combine(_folder, "pipe");
        using (Process make = Process.Start("mkfifo", [pipe]))
            make.WaitForExit();
        using ByteSource source = ByteSource.OpenFile(pipe);
        Assert.That(source.Read(0, new byte[1]), Is.Zero, "opening it would wait for a writer");
    }

    [Test]
    public void ALinkToAFileIsFollowed()
    {
        string target = Path.Combine(_folder, "target"), link = Path.Combine(_folder, "link");
        File.WriteAllBytes(target, Content);
        File.CreateSymbolicLink(link, target);
        using ByteSource source = ByteSource.OpenFile(link);
        Assert.That(source.Length, Is.EqualTo(Content.Length));
    }

    [Test]
    public void AClosedSourceSaysSo()
    {
        foreach (string kind in (string[])["file", "seekable stream"])
        {
            ByteSource source = Open(kind);
            source.Dispose();
            Assert.That(() => source.Read(0, new byte[1]), Throws.TypeOf<ObjectDisposedException>(), kind);
        }
    }

    ByteSource Open(string kind)
    {
        string path = Path.Combine(_folder, "content");
        switch (kind)
        {
            case "file":
                File.WriteAllBytes(path, Content);
                return ByteSource.OpenFile(path);
            case "memory":
                return ByteSource.FromMemory(Content);
            case "seekable stream":
                return ByteSource.FromStream(new MemoryStream(Content));
            case "stream that does not seek":
                return ByteSource.FromStream(new Trickle(Content, 1000));
            default:
                return ByteSource.FromStream(new Trickle(Content, 1, canSeek: true));
        }
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    sealed class Trickle(byte[] bytes, int most, bool canSeek = false) : MemoryStream(bytes)
    {
        public override bool CanSeek => canSeek;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
