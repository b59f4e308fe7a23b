using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Formats.Dcp;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>Metadata that lead elsewhere, contradict themselves or the files beside them, or ask for more than there is.</summary>
sealed class HostileDcpTests
{
    static PtFormatException Refused(CraftedDcp crafted, PtErrorKind kind)
    {
        PtFormatException error = Assert.Throws<PtFormatException>(() => crafted.Open().Dispose())!;
        Assert.That(error.Kind, Is.EqualTo(kind), error.Message);
        return error;
    }

    static CraftedDcp Sound() => new CraftedDcp().Tensor("w", [4, 2], ([0, 0], [2, 2]), ([2, 0], [2, 2])).Value("epoch", 3L);

    [Test]
    public void WhatTheOthersAreMadeFromIsSound()
    {
        using PtFile file = Sound().Open();
        Assert.That(file.StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 2, 3, 0, 1, 2, 3 }));
        Assert.That(file.Verify().IsSound, Is.True);
    }

    [TestCase("../__0_0.distcp")]
    [TestCase("sub/a")]
    [TestCase("sub\\a")]
    [TestCase("/etc/passwd")]
    [TestCase("C:a")]
    [TestCase("..")]
    [TestCase("")]
    [TestCase("a\0b")]
    [TestCase("a\nb")]
    public void AnItemLiesBesideTheMetadata(string file)
    {
        CraftedDcp crafted = Sound();
        crafted.Describe("v", CraftedDcp.Tensor([1], [([0], [1])]));
        Assert.That(Refused(crafted.Place("v", [0], file, 0, 10), PtErrorKind.Malformed).Message, Does.Contain("'v'").And.Contain("plain name"));
    }

    [Test]
    public void AFileThatIsNotThereIsNamed()
    {
        CraftedDcp crafted = Sound();
        crafted.Describe("v", CraftedDcp.Tensor([1], [([0], [1])]));
        Assert.That(Refused(crafted.Place("v", [0], "__9_0.distcp", 0, 10), PtErrorKind.Malformed).Message, Does.Contain("'__9_0.distcp' is not there").And.Contain("'v'"));
    }

    [Test]
    public void LinksAreNotFollowed()
    {
        string folder = Directory.CreateTempSubdirectory("ptformat-dcp").FullName;
        try
        {
            PtFile.SaveDcp(folder, new StateDict { ["w"] = Tensor.Zeros([2]) });
            File.Move(Path.Combine(folder, "__0_0.distcp"), Path.Combine(folder, "real"));
            File.CreateSymbolicLink(Path.Combine(folder, "__0_0.distcp"), Path.Combine(folder, "real"));
            PtFormatException error = Assert.Throws<PtFormatException>(() => PtFile.Open(folder))!;
            Assert.That((error.Kind, error.Message), Is.EqualTo((PtErrorKind.Unsupported, error.Message)));
            Assert.That(error.Message, Does.Contain("'__0_0.distcp' is a link"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static IEnumerable<TestCaseData> Ranges()
    {
        yield return Row("past the end", 0, 100_000, PtErrorKind.Truncated);
        yield return Row("from past the end", 100_000, 1, PtErrorKind.Truncated);
        yield return Row("a length of 2^63 - 1", 1, long.MaxValue, PtErrorKind.Truncated);
        yield return Row("negative offset", -1, 10, PtErrorKind.Malformed);
        yield return Row("negative length", 0, -1, PtErrorKind.Malformed);
        yield return Row("bytes of another item", 10, 50, PtErrorKind.Malformed);

        static TestCaseData Row(string name, long offset, long length, PtErrorKind kind) => new TestCaseData(offset, length, kind).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Ranges))]
    public void ARangeThatLiesIsRefused(long offset, long length, PtErrorKind kind)
    {
        CraftedDcp crafted = Sound();
        crafted.Describe("v", CraftedDcp.Tensor([1], [([0], [1])]));
        Assert.That(Refused(crafted.Place("v", [0], "__0_0.distcp", offset, length), kind).Message, Does.Contain("'v'"));
    }

    static IEnumerable<TestCaseData> Chunks()
    {
        yield return Row("a hole", [4, 4], ([0, 0], [2, 4]), ([3, 0], [1, 4]));
        yield return Row("a missing chunk", [4, 4], ([0, 0], [2, 4]));
        yield return Row("no chunk", [4, 4]);
        yield return Row("an overlap", [4, 4], ([0, 0], [3, 4]), ([2, 0], [2, 4]));
        yield return Row("an overlap that fills a hole", [4, 4], ([0, 0], [2, 4]), ([1, 0], [2, 4]));
        yield return Row("crossing boxes", [4, 4], ([0, 0], [4, 2]), ([1, 1], [2, 4 - 1]), ([0, 2], [1, 2]), ([3, 2], [1, 2]));
        yield return Row("beyond the tensor", [4, 4], ([0, 0], [4, 4]), ([4, 0], [1, 4]));
        yield return Row("an offset of 2^63 - 1", [4, 4], ([0, 0], [4, 4]), ([long.MaxValue, 0], [1, 4]));
        yield return Row("another rank", [4, 4], ([0], [16]));
        yield return Row("two scalars", [], ([], []), ([], []));
        yield return Row("negative size", [-1, 4], ([0, 0], [-1, 4]));
        yield return Row("2^63 bytes", [1L << 61, 2], ([0, 0], [1L << 61, 2]));
        yield return Row("2^63 bytes beside nothing", [0, 1L << 61, 2], ([0, 0, 0], [0, 1L << 61, 2]));

        static TestCaseData Row(string name, long[] size, params (long[], long[])[] chunks) => new TestCaseData(size, chunks).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Chunks))]
    public void ChunksFillTheTensor(long[] size, (long[] Offsets, long[] Sizes)[] chunks)
    {
        CraftedDcp crafted = new();
        crafted.Describe("w", CraftedDcp.Tensor(size, chunks));
        long at = 0;
        foreach ((long[] offsets, _) in chunks)
            crafted.Place("w", offsets, "__0_0.distcp", at++, 1);
        crafted.Files["__0_0.distcp"] = new byte[100];
        PtFormatException error = Assert.Throws<PtFormatException>(() => crafted.Open().Dispose())!;
        Assert.That(error.Kind, Is.AnyOf(PtErrorKind.Malformed, PtErrorKind.Ambiguous), error.Message);
        Assert.That(error.Message, Does.Contain("'w'"));
    }

    [Test]
    public void WhatIsSaidTwiceAgrees()
    {
        CraftedDcp twice = Sound().Place("w", [0, 0], "__0_0.distcp", 0, 1);
        Assert.That(Refused(twice, PtErrorKind.Ambiguous).Message, Does.Contain("'w' at [0, 0] twice"));
        CraftedDcp unknown = Sound().Place("v", [0], "__0_0.distcp", 0, 1);
        Assert.That(Refused(unknown, PtErrorKind.Malformed).Message, Does.Contain("'v'"));
        CraftedDcp nowhere = Sound();
        nowhere.Describe("v", CraftedDcp.Tensor([1], [([0], [1])]));
        Assert.That(Refused(nowhere, PtErrorKind.Malformed).Message, Does.Contain("'v'").And.Contain("no place in storage_data"));
    }

    static IEnumerable<TestCaseData> Paths()
    {
        PyString a = new("a"), b = new("b");
        yield return Row("through a value", PtErrorKind.Malformed, [a], [a, b]);
        yield return Row("onto a dictionary", PtErrorKind.Malformed, [a, b], [a]);
        yield return Row("the same", PtErrorKind.Malformed, [a, b], [a, b]);
        yield return Row("a key in a list", PtErrorKind.Malformed, [a, new PyInt(0)], [a, b]);
        yield return Row("a position in a dictionary", PtErrorKind.Malformed, [a, b], [a, new PyInt(0)]);
        yield return Row("a position at the root", PtErrorKind.Malformed, [a], [new PyInt(0)]);
        yield return Row("negative", PtErrorKind.Malformed, [a], [b, new PyInt(-1)]);
        yield return Row("nothing", PtErrorKind.Malformed, [a], []);
        yield return Row("a float", PtErrorKind.Malformed, [a], [new PyFloat(1)]);
        yield return Row("a list of 10^15", PtErrorKind.LimitExceeded, [a], [b, new PyInt(1_000_000_000_000_000)]);
        yield return Row("a list of 2^31", PtErrorKind.LimitExceeded, [a], [b, new PyInt(1L << 31)]);
        yield return Row("too deep", PtErrorKind.LimitExceeded, [a], [.. Enumerable.Repeat(b, 100_000)]);

        static TestCaseData Row(string name, PtErrorKind kind, PickleValue[] first, PickleValue[] second) => new TestCaseData(kind, first, second).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Paths))]
    public void APathLeadsToAPlaceOfItsOwn(PtErrorKind kind, PickleValue[] first, PickleValue[] second)
    {
        CraftedDcp crafted = new CraftedDcp().Value("x", 1L).Value("y", 2L);
        crafted.Path("x", first);
        crafted.Path("y", second);
        Assert.That(Refused(crafted, kind).Message, Does.Contain("'y'"));
    }

    [Test]
    public void WhatListsLeaveOpenIsNone()
    {
        CraftedDcp crafted = new CraftedDcp().Value("l.2.x", 1L).Value("l.0", 2L);
        crafted.Path("l.2.x", new PyString("l"), new PyInt(2), new PyString("x"));
        crafted.Path("l.0", new PyString("l"), new PyInt(0));
        using PtFile file = crafted.Open();
        Assert.That(file.Values.Select(value => $"{value.Path} {value.Repr}"), Does.Contain("['l'][1] None").And.Contain("['l'][0] 2").And.Contain("['l'][2]['x'] 1"));
    }

    [Test]
    public void AnItemIsWhatTheMetadataSay([Values("shape", "dtype", "value", "text", "legacy", "pickle")] string how)
    {
        using MemoryStream saved = new();
        PtFile.Save(saved, how switch { "shape" => Tensor.Zeros([3]), "dtype" => Tensor.Zeros([2], DType.Int32), "value" => 3L, _ => Tensor.Zeros([2]) });
        byte[] bytes = how switch
        {
            "text" => "no archive at all"u8.ToArray(),
            "pickle" => [0x80, 2, (byte)'N', (byte)'.'],
            _ => saved.ToArray(),
        };
        if (how == "legacy")
        {
            using MemoryStream legacy = new();
            PtFile.Save(legacy, 3L, new PtSaveOptions { Format = PtSaveFormat.Legacy });
            bytes = legacy.ToArray();
        }
        CraftedDcp crafted = new();
        crafted.Describe("w", CraftedDcp.Tensor([2], [([0], [2])]));
        using PtFile file = crafted.Item("w", [0], bytes).Open();
        PtFormatException error = Assert.Throws<PtFormatException>(() => file.StateDict().Tensor("w").ToArray<float>())!;
        Assert.That(error.Kind, Is.AnyOf(PtErrorKind.Malformed, PtErrorKind.Unsupported, PtErrorKind.Truncated), error.Message);
        Assert.That(error.File, Is.EqualTo("__0_0.distcp"));
        Assert.That(file.Verify().IsSound, Is.False);
    }

    [Test]
    public void AValueIsAFileOfTorchSave()
    {
        using MemoryStream legacy = new();
        PtFile.Save(legacy, 3L, new PtSaveOptions { Format = PtSaveFormat.Legacy });
        CraftedDcp crafted = new();
        crafted.Describe("v", new PyObject(PyObjectForm.NewObj, new PyGlobal(DcpNames.Metadata, "BytesStorageMetadata"), new PyTuple()));
        Refused(crafted.Item("v", null, legacy.ToArray()), PtErrorKind.Unsupported);
    }

    [Test]
    public void ATensorNamesNothingButTensors()
    {
        // As torch.load(weights_only=True), which PyTorch calls here, whatever the policy of the file.
        CraftedDcp crafted = new();
        crafted.Describe("w", CraftedDcp.Tensor([2], [([0], [2])]));
        using MemoryStream saved = new();
        PtFile.Save(saved, new PyGlobal("pathlib", "PosixPath"));
        using PtFile file = crafted.Item("w", [0], saved.ToArray()).Open();
        Assert.That(() => file.StateDict().Tensor("w").ToArray<float>(), Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.ForbiddenGlobal));
    }

    [Test]
    public void WhatCouldActIsRefusedEverywhere()
    {
        CraftedDcp inMetadata = Sound();
        inMetadata.Planner = new PyObject(PyObjectForm.Reduce, new PyGlobal("os", "system"), new PyTuple(new PyString("id")));
        Refused(inMetadata, PtErrorKind.ForbiddenGlobal);
        CraftedDcp inValue = Sound();
        inValue.Describe("v", new PyObject(PyObjectForm.NewObj, new PyGlobal(DcpNames.Metadata, "BytesStorageMetadata"), new PyTuple()));
        using MemoryStream saved = new();
        PtFile.Save(saved, new PyGlobal("os", "system"));
        Assert.That(Refused(inValue.Item("v", null, saved.ToArray()), PtErrorKind.ForbiddenGlobal).File, Is.EqualTo("__0_0.distcp"));
    }

    static IEnumerable<TestCaseData> Trees()
    {
        yield return Row("a dtype that is none", PtErrorKind.Unsupported, crafted => crafted.Describe("w", CraftedDcp.Tensor([1], [([0], [1])], dtype: "strange")));
        yield return Row("a sparse layout", PtErrorKind.Unsupported, crafted => crafted.Describe("w", CraftedDcp.Tensor([1], [([0], [1])], layout: "torch.sparse_coo")));
        yield return Row("a number as entry", PtErrorKind.Malformed, crafted => crafted.Describe("w", new PyInt(1)));
        yield return Row("another class", PtErrorKind.Malformed, crafted => crafted.Describe("w", CraftedDcp.Instance(DcpNames.Metadata, "ChunkStorageMetadata")));
        yield return Row("without a size", PtErrorKind.Malformed, crafted => crafted.Describe("w", CraftedDcp.Instance(DcpNames.Metadata, "TensorStorageMetadata", ("properties", CraftedDcp.Properties("float32", "torch.strided")))));
        yield return Row("a size of floats", PtErrorKind.Malformed, crafted => crafted.Describe("w", CraftedDcp.Instance(DcpNames.Metadata, "TensorStorageMetadata", ("properties", CraftedDcp.Properties("float32", "torch.strided")), ("size", new PyTuple(new PyFloat(1))), ("chunks", new PyList()))));
        yield return Row("65 dimensions", PtErrorKind.LimitExceeded, crafted => crafted.Describe("w", CraftedDcp.Tensor(new long[65], [])));
        yield return Row("a size of 2^64", PtErrorKind.Malformed, crafted => crafted.Describe("w", CraftedDcp.Instance(DcpNames.Metadata, "TensorStorageMetadata", ("properties", CraftedDcp.Properties("float32", "torch.strided")), ("size", new PyTuple(new PyInt(System.Numerics.BigInteger.One << 64))), ("chunks", new PyList()))));
        yield return Row("a place that is a number", PtErrorKind.Malformed, crafted => crafted.Storage.Set(CraftedDcp.Instance(DcpNames.Metadata, "MetadataIndex", ("fqn", new PyString("w"))), new PyInt(1)));
        yield return Row("a key that is a text", PtErrorKind.Malformed, crafted => crafted.Storage.Set(new PyString("w"), new PyInt(1)));
        yield return Row("transformed", PtErrorKind.Unsupported, crafted => crafted.Place("w", [0], "a", 0, 1, ("transform_descriptors", new PyList([new PyString("stream.zstd")]))));
        yield return Row("a name that is a number", PtErrorKind.Malformed, crafted => crafted.Described.Set(new PyInt(1), new PyInt(1)));

        static TestCaseData Row(string name, PtErrorKind kind, Action<CraftedDcp> make) => new TestCaseData(make, kind).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Trees))]
    public void ATreeOfAnotherMakeIsRefused(Action<CraftedDcp> make, PtErrorKind kind)
    {
        CraftedDcp crafted = new();
        make(crafted);
        Refused(crafted, kind);
    }

    [Test]
    public void EveryPrefixOfTheMetadataIsAnError()
    {
        byte[] metadata = Sound().Metadata;
        for (int length = 0; length < metadata.Length; length++)
            Assert.That(() => PtFile.Open(metadata.AsMemory(0, length)), Throws.InstanceOf<PtFormatException>(), $"{length}");
        Assert.That(() => PtFile.Open(metadata), Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.Unsupported).And.Message.Contains("by its path"));
    }

    [Test]
    public void ChunksAreNotComparedEachWithEach([Values("line", "grid", "combs", "one place")] string how)
    {
        const int Teeth = 7_000;
        (long[] Size, (long[], long[])[] Chunks) made = how switch
        {
            "line" => ([50_000], [.. Enumerable.Range(0, 50_000).Select(i => ((long[])[i], (long[])[1]))]),
            "grid" => ([200, 200], [.. from i in Enumerable.Range(0, 200) from j in Enumerable.Range(0, 200) select ((long[])[i, j], (long[])[1, 1])]),
            // Rows above columns: whichever way they are swept, one half lies side by side.
            "combs" => ([2 * Teeth, Teeth], [.. Enumerable.Range(0, Teeth).Select(i => ((long[])[i, 0], (long[])[1, Teeth])), .. Enumerable.Range(0, Teeth).Select(i => ((long[])[Teeth, i], (long[])[Teeth, 1]))]),
            _ => ([1, 20_000], [.. Enumerable.Range(0, 20_000).Select(i => ((long[])[0, 0], (long[])[1, 1]))]),
        };
        CraftedDcp crafted = new();
        crafted.Describe("w", CraftedDcp.Tensor(made.Size, made.Chunks));
        long at = 0;
        foreach (long[] offsets in made.Chunks.Select(chunk => chunk.Item1).DistinctBy(offsets => string.Join(",", offsets)))
            crafted.Place("w", offsets, "a", at++, 1);
        crafted.Files["a"] = new byte[at];
        if (how is "line" or "grid")
            Assert.That(() => crafted.Open().Dispose(), Throws.Nothing);
        else
            Refused(crafted, how == "combs" ? PtErrorKind.LimitExceeded : PtErrorKind.Malformed);
    }
}
