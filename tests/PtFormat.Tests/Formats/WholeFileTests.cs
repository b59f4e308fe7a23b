using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Python;
using PtFormat.Pickle;
using static PtFormat.Tests.Formats.TorchTree;

namespace PtFormat.Tests.Formats;

/// <summary>Files of other kinds, files that change, and trees that are deep or shared, read on a small stack.</summary>
sealed class WholeFileTests
{
    [TestCase("", "empty")]
    [TestCase("x", "text")]
    [TestCase("<!DOCTYPE html>\n<html></html>", "HTML")]
    [TestCase("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "git-lfs")]
    [TestCase("7z\u00BC\u00AF\u0027\u001C", "7-zip")]
    [TestCase("\u001F\u008B\u0008\0\0\0", "gzip")]
    [TestCase("import sys; sys.path.append('x')\n", "text")]
    [TestCase("/usr/lib/python3/dist-packages\n", "text")]
    [TestCase("{\"a\": 1}", "JSON")]
    [TestCase("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "empty zip")]
    [TestCase("GGUF\u0003\0\0\0", "GGUF")]
    [TestCase("MZ\u0090\0", "Windows")]
    [TestCase("\0\0\0\0\0\0\0\0", "no file that PtFormat knows")]
    public void StrangersAreNamed(string content, string named)
    {
        PtFormatException error = Refusals.Refused(Encoding.Latin1.GetBytes(content), PtErrorKind.Unsupported);
        Assert.That(error.Message, Does.Contain(named));
    }

    [Test]
    public void AZipOfSomethingElseIsRefused()
    {
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("word/document.xml").Open().Dispose();
        Refusals.Refused(stream.ToArray(), PtErrorKind.Malformed);
    }

    [Test]
    public void FoldersAndDevicesAreNoFiles()
    {
        Assert.That(() => PtFile.Open(Path.GetTempPath()), Throws.InstanceOf<IOException>());
        Assert.That(() => PtFile.Open(Path.Combine(Path.GetTempPath(), "no such file.pt")), Throws.InstanceOf<FileNotFoundException>());
        if (OperatingSystem.IsLinux())
            Assert.That(() => PtFile.Open("/dev/zero"), Throws.InstanceOf<PtFormatException>().Or.InstanceOf<IOException>());
    }

    [Test]
    public void AFileCutWhileItIsOpenIsAnError()
    {
        if (OperatingSystem.IsWindows())
            return;
        string path = Path.Combine(Path.GetTempPath(), $"ptformat-{Guid.NewGuid():n}.pt");
        File.WriteAllBytes(path, Archive(Dict("w", Tensor(Ints(100_000), Ints(1), storage: Storage(count: 100_000))), ("0", new byte[400_000])).Build());
        try
        {
            using PtFile file = PtFile.Open(path);
            using (FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                stream.SetLength(1000);
            PtFormatException error = Assert.Throws<PtFormatException>(() => file.StateDict().Tensor("w").ToArray<float>())!;
            Assert.That((error.Kind, error.File, error.Record), Is.EqualTo((PtErrorKind.Truncated, path, "archive/data/0")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static IEnumerable<TestCaseData> Trees()
    {
        PickleValue deep = Tensor();
        for (int i = 0; i < 450; i++)
            deep = i % 3 == 0 ? new PyList([deep]) : i % 3 == 1 ? Dict("k", deep) : new PyTuple(deep);
        yield return new TestCaseData(deep).SetArgDisplayNames("deep");
        PickleValue laughs = new PyList([Tensor()]);
        for (int i = 0; i < 60; i++)
            laughs = new PyList(Enumerable.Repeat(laughs, 9));
        yield return new TestCaseData(laughs).SetArgDisplayNames("billion laughs");
        PyList itself = new([Tensor()]);
        itself.Items.Add(itself);
        yield return new TestCaseData(itself).SetArgDisplayNames("in itself");
        PyObject made = Call("my.module", "Thing");
        made.Add(new(PickleEffectKind.Build, null, Dict("me", made)));
        yield return new TestCaseData(new PyTuple(made, Tensor())).SetArgDisplayNames("an object in its state");
    }

    [TestCaseSource(nameof(Trees))]
    public void DeepAndSharedTreesAreWalkedOnASmallStack(PickleValue tree)
    {
        byte[] file = Archive(tree).Build();
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Refusals.ReadAll(file);
                using PtFile opened = PtFile.Open(file);
                Assert.That(opened.Tensors, Is.Not.Empty);
                Assert.That(opened.Values.Select(value => value.Repr), Has.Some.Null);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }, maxStackSize: 256 * 1024);
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(failure, Is.Null);
    }

    [Test]
    public void OneNodeIsOneObject()
    {
        PyList shared = new([new PyInt(1)]);
        using PtFile file = PtFile.Open(Archive(new PyTuple(shared, shared, new PyList([new PyInt(1)]))).Build());
        IReadOnlyList<object?> items = ((PythonObject)file.Value!).Items;
        Assert.That(items[0], Is.SameAs(items[1]).And.Not.SameAs(items[2]));
        Assert.That(file.ToValue(file.Root), Is.SameAs(file.Value));
        Assert.That(file.Values.Select(value => value.SameAs), Is.EqualTo(new[] { null, null, null, "[0]", null, null }));
    }
}
