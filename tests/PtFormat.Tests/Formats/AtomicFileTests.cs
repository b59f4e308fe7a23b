using System.Runtime.Versioning;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Whatever happens while a file is saved, the old one is whole or the new one is.</summary>
sealed class AtomicFileTests
{
    static readonly byte[] Old = [1, 2, 3];

    string _folder = "";

    static StateDict Sample => new() { ["w"] = Tensor.From<float>(1, 2, 3), ["b"] = Tensor.Zeros([3000], DType.Int16) };

    string Target => Path.Combine(_folder, "m.pt");

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("ptformat-").FullName;
        File.WriteAllBytes(Target, Old);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    void ExpectOldFileAlone()
    {
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(Old));
        Assert.That(Directory.GetFiles(_folder), Is.EqualTo([Target]));
    }

    [Test]
    public void AFailureAtAnyByteLeavesTheOldFile()
    {
        using MemoryStream whole = new();
        PtFile.Save(whole, Sample, new PtSaveOptions { Root = "m" });
        for (long n = 0; n < whole.Length; n += n < 2000 ? 1 : 97)
        {
            Assert.That(() => PtFile.Save(Target, Sample, progress: new Failing(n)), Throws.TypeOf<IOException>());
            ExpectOldFileAlone();
        }
        PtFile.Save(Target, Sample, progress: new Failing(long.MaxValue));
        Assert.That(new FileInfo(Target).Length, Is.EqualTo(whole.Length));
    }

    [Test]
    public void AStreamThatFailsIsReportedAtAnyByte()
    {
        using MemoryStream whole = new();
        PtFile.Save(whole, Sample);
        for (long n = 0; n < whole.Length; n += n < 2000 ? 1 : 97)
        {
            Assert.That(() => PtFile.Save(new FullStream(n), Sample), Throws.TypeOf<IOException>());
            Assert.That(async () => await PtFile.SaveAsync(new FullStream(n), Sample), Throws.TypeOf<IOException>());
        }
    }

    [Test]
    public void CancellingLeavesTheOldFile()
    {
        using CancellationTokenSource cancel = new();
        Assert.That(() => PtFile.Save(Target, Sample, progress: new Cancelling(cancel), cancellation: cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        ExpectOldFileAlone();
    }

    [Test]
    public void WhatCannotBeSavedTouchesNothing()
    {
        StateDict inner = [], wrong = new() { ["a"] = new TupleValue([new List<object?> { inner }]) };
        inner["itself"] = wrong;
        Assert.That(() => PtFile.Save(Target, wrong), Throws.ArgumentException.With.Message.Contains("cyclic"));
        Assert.That(() => PtFile.Save(Path.Combine(_folder, "none", "m.pt"), wrong), Throws.ArgumentException);
        ExpectOldFileAlone();
    }

    [Test]
    public void AFolderOrADeviceIsNoTarget()
    {
        Assert.That(() => PtFile.Save(_folder, Sample), Throws.TypeOf<IOException>().With.Message.Contains("directory"));
        Assert.That(() => PtFile.Save(Path.Combine(_folder, "none", "m.pt"), Sample), Throws.InstanceOf<IOException>().With.Message.Contains("no folder"));
        if (!OperatingSystem.IsLinux())
            return;
        Assert.That(() => PtFile.Save("/dev/full", Sample), Throws.TypeOf<IOException>().With.Message.Contains("no regular file"));
        using FileStream full = new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.That(() => PtFile.Save(full, Sample), Throws.InstanceOf<IOException>());
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void AFolderThatCannotBeWrittenIsNamed()
    {
        string folder = _folder, target = Target;
        // Root may write to any folder, but nobody makes files in /sys.
        if (Environment.UserName == "root")
            (folder, target) = ("/sys/kernel", "/sys/kernel/m.pt");
        else
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            if (Directory.Exists(folder))
                Assert.That(() => PtFile.Save(target, Sample), Throws.TypeOf<IOException>().With.Message.Contains(folder));
        }
        finally
        {
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        ExpectOldFileAlone();
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void TheModeStays()
    {
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherWrite;
        File.SetUnixFileMode(Target, mode);
        PtFile.Save(Target, Sample);
        Assert.That(File.GetUnixFileMode(Target), Is.EqualTo(mode));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void ALinkStaysALink()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        string link = Path.Combine(elsewhere, "link.pt"), second = Path.Combine(elsewhere, "second.pt");
        File.CreateSymbolicLink(link, "../m.pt");
        File.CreateSymbolicLink(second, "link.pt");
        PtFile.Save(second, Sample);
        Assert.That(File.ResolveLinkTarget(second, returnFinalTarget: true)!.FullName, Is.EqualTo(Target));
        Assert.That(Directory.GetFiles(elsewhere), Has.Length.EqualTo(2));
        using PtFile file = PtFile.Open(Target);
        Assert.That(file.Tensors, Has.Count.EqualTo(2));
    }

    [Test]
    public void OfTwoSaversOneWins()
    {
        StateDict[] states = [.. Enumerable.Range(0, 4).Select(i => new StateDict { ["w"] = Tensor.From<int>([.. Enumerable.Repeat(i, 50_000)]) })];
        Parallel.For(0, 40, i => PtFile.Save(Target, states[i % states.Length]));
        using PtFile file = PtFile.Load(Target);
        int[] values = file.Tensors[0].Tensor!.ToArray<int>();
        Assert.That(values.Distinct().Count(), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(_folder), Is.EqualTo([Target]));
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public void AnOpenFileIsSavedOverItself()
    {
        PtFile.Save(Target, Sample);
        byte[] bytes = File.ReadAllBytes(Target);
        using PtFile file = PtFile.Open(Target);
        file.Save(Target);
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(bytes));
        file.Save(Target);
        Assert.That(file.Tensors[0].Tensor!.ToArray<float>(), Is.EqualTo([1f, 2, 3]));
        Assert.That(File.ReadAllBytes(Target), Is.EqualTo(bytes));
    }

    sealed class Failing(long at) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value > at)
                throw new IOException("no more");
        }
    }

    sealed class Cancelling(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }

    /// <summary>A disk with room for some bytes.</summary>
    sealed class FullStream(long room) : MemoryStream
    {
        // A stream that derives from MemoryStream sees every write here.
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > room)
                throw new IOException("no space left");
            base.Write(buffer, offset, count);
        }
    }
}
