using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Zip;

/// <summary>Archives of many tiny records, read while their pickle runs: as far as it got is up to the threads, the result is not.</summary>
sealed class TinyRecordsTests
{
    const int Count = 3000;

    [Test]
    public void EveryTensorHasItsOwnBytes()
    {
        using PtFile file = PtFile.Load(Saved());
        StateDict state = file.StateDict();
        for (int i = 0; i < Count; i++)
            Assert.That(state.Tensor(Name(i)).ToArray<float>(), Is.EqualTo(Values(i)));
        state.Tensor(Name(7)).AsSpan<float>().Fill(-1);
        Assert.That(state.Tensor(Name(6)).ToArray<float>().Concat(state.Tensor(Name(8)).ToArray<float>()), Is.EqualTo(Values(6).Concat(Values(8))));
    }

    [Test]
    public void WhatWasReadIsVerified()
    {
        byte[] bytes = Saved();
        CountingByteSource source = new(bytes);
        ZipDirectory directory = DualReader.Result(ZipDirectory.ReadAsync(new DualReader(source, async: false, default), LoadLimits.Default));
        ZipEntry damaged = directory.Entries[Count / 2];
        bytes[DualReader.Result(new ZipRecord(source, damaged, LoadLimits.Default).LocateAsync(new DualReader(source, async: false, default)))] ^= 1;
        using (TinyRecords records = new(source, directory.Entries, LoadLimits.Default))
            Assert.That(() => directory.Entries[Count / 2 - 1].Ahead, Is.Not.Null.After(10_000, 1), "all before the damaged one");
        Assert.That(directory.Entries.SkipWhile(entry => entry != damaged).Select(entry => entry.Ahead), Is.All.Null);
        PtFormatException error = Assert.Throws<PtFormatException>(() => PtFile.Load(bytes))!;
        Assert.That((error.Kind, error.Record), Is.EqualTo((PtErrorKind.Checksum, damaged.Name)));
    }

    [Test]
    public void ProgressAddsUpToEveryByte()
    {
        Total total = new();
        PtFile.Load(Saved(), progress: total).Dispose();
        Assert.That(total.Bytes, Is.EqualTo(Enumerable.Range(0, Count).Sum(i => (long)Values(i).Length * sizeof(float))));
    }

    [Test]
    public void OnAMetaDeviceNoneIsRead()
    {
        using PtFile file = PtFile.Load(Saved(), PtLoadOptions.Default with { Device = Device.Meta });
        Assert.That(file.StateDict().Tensor(Name(0)).Device, Is.EqualTo(Device.Meta));
    }

    [Test]
    public void WhatWasLoadedIsWrittenAgain()
    {
        byte[] bytes = Saved();
        using PtFile file = PtFile.Load(bytes);
        using MemoryStream again = new();
        file.Save(again);
        Assert.That(again.ToArray(), Is.EqualTo(bytes));
    }

    static byte[] Saved()
    {
        StateDict state = new();
        for (int i = 0; i < Count; i++)
            state[Name(i)] = Tensor.From<float>(Values(i), [Values(i).Length]);
        using MemoryStream stream = new();
        PtFile.Save(stream, state);
        return stream.ToArray();
    }

    static string Name(int i) => $"layers.{i}.weight";

    // One in a hundred is too long to lie beside others.
    static float[] Values(int i) => [.. Enumerable.Range(i, i % 100 == 99 ? 1000 : 1 + i % 20).Select(value => (float)value)];

    sealed class Total : IProgress<long>
    {
        long _bytes;

        public long Bytes => _bytes;

        public void Report(long value) => _bytes = Math.Max(_bytes, value);
    }
}
