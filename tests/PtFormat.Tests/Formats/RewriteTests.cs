using System.IO.Compression;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>What torch.save wrote is read and comes out as the same bytes, in every version and with every oddity.</summary>
sealed class RewriteTests
{
    // What the default policy rightly refuses to read is not the point here.
    sealed class AllInert : GlobalPolicy
    {
        public override GlobalVerdict Judge(string module, string name) => GlobalVerdict.Inert;
    }

    static readonly PtLoadOptions Options = new() { Policy = new AllInert() };

    // Not torch.save's bytes: another zip program packed them. They come out as torch.save would have written them.
    static bool IsPackedAnew(Manifest manifest) => Path.GetFileName(manifest.FilePath).StartsWith("packed-", StringComparison.Ordinal);

    // Their getattr is no nested class's name, and refused whatever the policy says.
    static readonly string[] Refused = ["globals-2.pt", "globals-4.pt", "lazy.pt", "scheduler-onecycle.pt"];

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.Format == "zip"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void TheSameBytes(Manifest manifest)
    {
        byte[] expected = File.ReadAllBytes(manifest.FilePath);
        using PtFile? file = Open(manifest);
        if (file is null)
            return;
        using MemoryStream stream = new();
        file.Save(stream);
        byte[] actual = stream.ToArray();
        if (!IsPackedAnew(manifest))
        {
            Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, actual));
            return;
        }
        using PtFile again = PtFile.Open(actual, Options);
        Assert.That(again.Container, Is.EqualTo(file.Container with { Records = again.Container.Records }));
        Assert.That(again.Container.Records, Is.EqualTo(file.Container.Records));
        Assert.That(again.Tensors.Select(entry => TensorHash.Sha256(entry)), Is.EqualTo(file.Tensors.Select(entry => TensorHash.Sha256(entry))));
    }

    static PtFile? Open(Manifest manifest)
    {
        try
        {
            return PtFile.Open(manifest.FilePath, Options);
        }
        catch (PtFormatException e) when (e.Kind == PtErrorKind.ForbiddenGlobal && Refused.Contains(Path.GetFileName(manifest.FilePath)))
        {
            return null;
        }
    }

    static IEnumerable<TestCaseData> Streams() =>
        from manifest in Manifest.All()
        where manifest.Format is "legacy" or "pickle"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Streams))]
    public void TheSameStream(Manifest manifest)
    {
        byte[] expected = File.ReadAllBytes(manifest.FilePath);
        using MemoryStream stream = new();
        foreach (PtFile file in PtFile.OpenAll(manifest.FilePath, Options))
            using (file)
                file.Save(stream);
        Assert.That(stream.ToArray().AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Pickles(expected, stream.ToArray()));
    }

    // Forms that PyTorch's options do not ask for, or that are not PtSaveOptions' to give.
    static bool IsOfNoCommonMake(string name) => name is "no-byteorder.pt" or "skip-data.pt" or "protocol-0.pt" or "protocol-1.pt" or "fake-cuda.pt" or "collected-1.pt";

    [TestCaseSource(nameof(Files))]
    public void ConvertedToWhatItIsItStaysTheSame(Manifest manifest)
    {
        if (IsPackedAnew(manifest) || IsOfNoCommonMake(Path.GetFileName(manifest.FilePath)))
            return;
        byte[] expected = File.ReadAllBytes(manifest.FilePath);
        using PtFile? file = Open(manifest);
        if (file is null)
            return;
        PtSaveOptions options = new()
        {
            Producer = SaveTests.Producer(manifest),
            PickleProtocol = file.Container.PickleProtocol,
            StorageAlignment = file.Container.StorageAlignment ?? 64,
            Crc = file.Container.HasChecksums,
            Root = file.Container.Root,
        };
        using MemoryStream stream = new();
        file.Save(stream, options);
        Assert.That(stream.ToArray().AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, stream.ToArray()));
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void ThereAndBackAgain(string version)
    {
        foreach (string name in (string[])["state-dict.pt", "many.pt", "protocol-2.pt", "attributes.pt", "bare-tensor.pt", "module.pt"])
        {
            using PtFile legacy = PtFile.Open(Repository.Path("fixtures", "legacy", version, name), Options);
            using MemoryStream zipped = new(), back = new();
            legacy.Save(zipped, PtSaveOptions.Default);
            using PtFile zip = PtFile.Open(zipped.ToArray(), Options);
            Assert.That(zip.Container.Kind, Is.EqualTo(PtContainerKind.Zip));
            Expect(zip, legacy);
            zip.Save(back, new PtSaveOptions { Format = PtSaveFormat.Legacy });
            using PtFile again = PtFile.Open(back.ToArray(), Options);
            Assert.That(again.Container.Kind, Is.EqualTo(PtContainerKind.Legacy));
            Expect(again, legacy);
        }

        static void Expect(PtFile found, PtFile wanted)
        {
            Assert.That(found.Tensors.Select(entry => $"{entry} {TensorHash.Sha256(entry)}"), Is.EqualTo(wanted.Tensors.Select(entry => $"{entry} {TensorHash.Sha256(entry)}")));
            Assert.That(found.Values.Select(value => value.ToString()), Is.EqualTo(wanted.Values.Select(value => value.ToString())));
        }
    }

    [Test]
    public void WhatIsNotUnderstoodSurvives()
    {
        byte[] bytes = Packed("digits/2.14/modelnet.pt", (name, content) => content, ("notes/author.txt", "somebody"u8.ToArray()), ("extra.bin", [])).ToArray();
        using PtFile file = PtFile.Open(bytes);
        Assert.That(file.Container.UnknownEntries, Is.EqualTo(["notes/author.txt", "extra.bin"]));
        using MemoryStream stream = new();
        file.Save(stream);
        Assert.That(stream.ToArray(), Is.EqualTo(bytes));
    }

    [Test]
    public void BigEndianFilesStayBigEndian()
    {
        byte[] bytes = Packed("views/2.6/views.pt", (name, content) => name switch
        {
            "byteorder" => "big"u8.ToArray(),
            "data/0" => [.. content.Chunk(4).SelectMany(number => number.Reverse())],
            _ => content,
        }).ToArray();
        using PtFile little = PtFile.Open(Repository.Path("fixtures", "views", "2.6", "views.pt")), big = PtFile.Open(bytes);
        TensorEntry entry = big.Tensors[0];
        Assert.That(entry.Tensor!.ToArray<float>(), Is.EqualTo(little.Tensors[0].Tensor!.ToArray<float>()));
        using MemoryStream first = new(), second = new();
        big.Save(first);
        Assert.That(first.ToArray(), Is.EqualTo(bytes));
        float kept = entry.Tensor.AsSpan<float>()[1];
        entry.Tensor.AsSpan<float>()[1] = kept;
        big.Save(second);
        Assert.That(second.ToArray(), Is.EqualTo(bytes));
    }

    // A fixture's records, changed and added to, in a container as PyTorch makes it.
    static MemoryStream Packed(string fixture, Func<string, byte[], byte[]> change, params (string Name, byte[] Content)[] more)
    {
        MemoryStream stream = new();
        SerializationId id = new();
        ZipWriter writer = new(new(stream, async: false, null, default), "r", 64, id);
        using ZipArchive zip = ZipFile.OpenRead(Repository.Path(["fixtures", .. fixture.Split('/')]));
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string name = entry.FullName[(entry.FullName.IndexOf('/') + 1)..];
            using MemoryStream content = new();
            using (Stream opened = entry.Open())
                opened.CopyTo(content);
            byte[] bytes = name == ".data/serialization_id" ? System.Text.Encoding.ASCII.GetBytes(id.Names + id.Content) : change(name, content.ToArray());
            DualWriter.Complete(writer.AddAsync(new(name, new BytesPayload(bytes), Crc: true)));
        }
        foreach ((string name, byte[] content) in more)
            DualWriter.Complete(writer.AddAsync(new(name, new BytesPayload(content), Crc: true)));
        DualWriter.Complete(writer.FinishAsync());
        return stream;
    }

    [Test]
    public void EveryZipFixtureIsTried() => Assert.That(Files().Count(), Is.GreaterThan(400));
}
