using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using static PtFormat.Tests.Formats.TorchTree;

namespace PtFormat.Tests.Formats.Torch;

/// <summary>Tar archives that lead elsewhere or lie, and others that are only odd.</summary>
sealed class HostileTarTests
{
    /// <summary>The parts of a healthy archive: one storage of six floats, one tensor over it.</summary>
    internal sealed class Parts
    {
        public long Count { get; set; } = 6;
        public PickleValue Storages { get; set; } = new PyInt(1);
        public PickleValue Storage { get; set; } = new PyTuple(new PyInt(5), new PyString("cpu"), new PyGlobal("torch", "FloatStorage"));
        public PickleValue Views { get; set; } = new PyList();
        public PickleValue Tensors { get; set; } = new PyInt(1);
        public PickleValue Tensor { get; set; } = new PyTuple(new PyInt(9), new PyInt(5), new PyGlobal("torch", "FloatTensor"));
        public int Rank { get; set; } = 2;
        public long[] Numbers { get; set; } = [2, 3, 3, 1, 0];
        public PickleValue Tree { get; set; } = Dict("w", new PyPersistentId(new PyInt(9)));

        public byte[] StoragesMember => [.. Pickled(Storages), .. Pickled(Storage), .. BitConverter.GetBytes(Count), .. SixFloats, .. Pickled(Views)];

        public byte[] TensorsMember => [.. Pickled(Tensors), .. Pickled(Tensor), .. BitConverter.GetBytes(Rank), .. new byte[4], .. Numbers.SelectMany(BitConverter.GetBytes)];

        public TarBuilder Archive(TarBuilder? tar = null) => (tar ?? new()).Add("sys_info", Pickled(new PyDict())).Add("pickle", Pickled(Tree)).Add("tensors", TensorsMember).Add("storages", StoragesMember);
    }

    static TestCaseData Content(string name, PtErrorKind kind, Action<Parts> change)
    {
        Parts parts = new();
        change(parts);
        return new TestCaseData(parts.Archive().Build(), kind).SetArgDisplayNames(name);
    }

    static TestCaseData Archive(string name, PtErrorKind kind, Func<TarBuilder, TarBuilder> change) =>
        new TestCaseData(new Parts().Archive(change(new())).Build(), kind).SetArgDisplayNames(name);

    static byte[] Pax(params string[] pairs) => Encoding.Latin1.GetBytes(string.Concat(pairs.Select(pair => $"{pair.Length + 4} {pair}\n")));

    internal static IEnumerable<TestCaseData> Refused()
    {
        Parts parts = new();
        yield return Archive("a symbolic link", PtErrorKind.Unsupported, tar => tar.Add("link", [], '2', "/etc/passwd"));
        yield return Archive("a hard link", PtErrorKind.Unsupported, tar => tar.Add("link", [], '1', "pickle"));
        yield return Archive("storages as a symbolic link", PtErrorKind.Unsupported, tar => tar.Add("storages", [], '2', "/etc/passwd"));
        yield return Archive("storages as a hard link", PtErrorKind.Unsupported, tar => tar.Add("storages", [], '1', "tensors"));
        yield return Archive("a file with a link target", PtErrorKind.Unsupported, tar => tar.Add("link", [], '0', "pickle"));
        yield return Archive("a pipe", PtErrorKind.Unsupported, tar => tar.Add("pipe", [], '6'));
        yield return Archive("a device", PtErrorKind.Unsupported, tar => tar.Add("null", [], '3'));
        yield return Archive("a directory", PtErrorKind.Unsupported, tar => tar.Add("folder", [], '5'));
        yield return Archive("a GNU long name", PtErrorKind.Unsupported, tar => tar.Add("././@LongLink", "pickle\0"u8.ToArray(), 'L'));
        yield return Archive("a GNU long link", PtErrorKind.Unsupported, tar => tar.Add("././@LongLink", "pickle\0"u8.ToArray(), 'K'));
        yield return Archive("a sparse file", PtErrorKind.Unsupported, tar => tar.Add("sparse", [], 'S'));
        foreach (string name in new[] { "../pickle", "/pickle", "./pickle", "a/pickle", "..", ".", "", "C:pickle", "a\\b" })
            yield return Archive($"member {name}", PtErrorKind.Malformed, tar => tar.Add(name, [1]));
        yield return Archive("a name with a prefix", PtErrorKind.Malformed, tar => tar.Add("x", [1], change: header => TarBuilder.Put(header, 345, "..")));
        yield return Archive("another member", PtErrorKind.Unsupported, tar => tar.Add("notes", [1]));
        yield return Archive("a member twice", PtErrorKind.Ambiguous, tar => tar.Add("pickle", [1]));
        yield return Archive("a member in another case", PtErrorKind.Ambiguous, tar => tar.Add("PICKLE", [1]));
        yield return Archive("size zzz", PtErrorKind.Malformed, tar => tar.Add("sys_info", [1], change: header => TarBuilder.Put(header, 124, "zzzzzzzzzzz\0")));
        yield return Archive("size negative", PtErrorKind.Malformed, tar => tar.Add("sys_info", [1], change: header => header.AsSpan(124, 12).Fill(0xFF)));
        yield return Archive("size of 2^63", PtErrorKind.Malformed, tar => tar.Add("sys_info", [1], change: header => (header[124], header[128]) = (0x80, 0x80)));
        yield return Archive("size past the end", PtErrorKind.Truncated, tar => tar.Add("sys_info", [1], change: header => TarBuilder.Put(header, 124, "77777777777\0")));
        yield return Archive("bad checksum", PtErrorKind.Checksum, tar => tar.Add("sys_info", [1], spoil: header => header[0] = (byte)'S'));
        yield return Archive("PAX path", PtErrorKind.Unsupported, tar => tar.Add("x", Pax("path=pickle"), 'x'));
        yield return Archive("PAX linkpath", PtErrorKind.Unsupported, tar => tar.Add("x", Pax("linkpath=/etc"), 'x'));
        yield return Archive("PAX size", PtErrorKind.Unsupported, tar => tar.Add("x", Pax("size=1000"), 'x'));
        yield return Archive("PAX sparse", PtErrorKind.Unsupported, tar => tar.Add("x", Pax("GNU.sparse.major=1"), 'x'));
        yield return Archive("global PAX path", PtErrorKind.Unsupported, tar => tar.Add("x", Pax("path=pickle"), 'g'));
        yield return Archive("PAX length lies", PtErrorKind.Malformed, tar => tar.Add("x", "99 mtime=1\n"u8.ToArray(), 'x'));
        yield return Archive("PAX without line end", PtErrorKind.Malformed, tar => tar.Add("x", "10 mtime=1"u8.ToArray(), 'x'));
        yield return Archive("PAX of 100 KB", PtErrorKind.LimitExceeded, tar => tar.Add("x", new byte[100_000], 'x'));
        yield return Archive("65 members", PtErrorKind.LimitExceeded, tar => Enumerable.Range(0, 65).Aggregate(tar, (archive, i) => archive.Add($"m{i}", [])));
        yield return Archive("very many headers", PtErrorKind.LimitExceeded, tar => Enumerable.Range(0, 200).Aggregate(tar, (archive, _) => archive.Add("x", Pax("mtime=1"), 'x')));
        yield return new TestCaseData(parts.Archive().Build(endBlocks: 0), PtErrorKind.Truncated).SetArgDisplayNames("no end");
        yield return new TestCaseData(parts.Archive().Build(endBlocks: 1), PtErrorKind.Truncated).SetArgDisplayNames("half an end");
        yield return new TestCaseData(parts.Archive().Build(suffix: [1]), PtErrorKind.Malformed).SetArgDisplayNames("something behind the end");
        yield return new TestCaseData(new TarBuilder().Add("pickle", Pickled(parts.Tree)).Build(), PtErrorKind.Malformed).SetArgDisplayNames("members missing");

        yield return Content("rank -1", PtErrorKind.Malformed, file => file.Rank = -1);
        yield return Content("rank 2^31 - 1", PtErrorKind.LimitExceeded, file => file.Rank = int.MaxValue);
        yield return Content("rank 65", PtErrorKind.LimitExceeded, file => file.Rank = 65);
        yield return Content("numbers cut", PtErrorKind.Truncated, file => file.Numbers = [2, 3]);
        yield return Content("numbers too many", PtErrorKind.Malformed, file => file.Numbers = [2, 3, 3, 1, 0, 0]);
        yield return Content("past the end", PtErrorKind.Malformed, file => file.Numbers = [2, 4, 4, 1, 0]);
        yield return Content("size -1", PtErrorKind.Malformed, file => file.Numbers = [-1, 3, 3, 1, 0]);
        yield return Content("stride -1", PtErrorKind.Malformed, file => file.Numbers = [2, 3, -3, 1, 3]);
        yield return Content("2^64 elements", PtErrorKind.Malformed, file => file.Numbers = [1L << 32, 1L << 32, 0, 0, 0]);
        yield return Content("extent past 2^63", PtErrorKind.Malformed, file => file.Numbers = [2, 3, 1L << 62, 1L << 62, 0]);
        yield return Content("a tensor of another class", PtErrorKind.Malformed, file => file.Tensor = new PyTuple(new PyInt(9), new PyInt(5), new PyGlobal("torch", "DoubleTensor")));
        yield return Content("a tensor over no storage", PtErrorKind.Malformed, file => file.Tensor = new PyTuple(new PyInt(9), new PyInt(6), new PyGlobal("torch", "FloatTensor")));
        yield return Content("count 7", PtErrorKind.Truncated, file => file.Count = 1 << 20);
        yield return Content("count -1", PtErrorKind.Truncated, file => file.Count = -1);
        yield return Content("2 storages", PtErrorKind.Malformed, file => file.Storages = new PyInt(2));
        yield return Content("2^40 storages", PtErrorKind.LimitExceeded, file => file.Storages = new PyInt(1L << 40));
        yield return Content("-1 tensors", PtErrorKind.Malformed, file => file.Tensors = new PyInt(-1));
        yield return Content("a storage of no class", PtErrorKind.Malformed, file => file.Storage = new PyTuple(new PyInt(5), new PyString("cpu"), new PyGlobal("torch", "Storage")));
        yield return Content("a view past its root", PtErrorKind.Malformed, file => file.Views = new PyList([Ints(6, 5, 4, 3)]));
        yield return Content("a view of no root", PtErrorKind.Malformed, file => file.Views = new PyList([Ints(6, 7, 0, 1)]));
        yield return Content("a view of its root's name", PtErrorKind.Malformed, file => file.Views = new PyList([Ints(5, 5, 0, 1)]));
        yield return Content("an id of no tensor", PtErrorKind.Malformed, file => file.Tree = Dict("w", Tensor(storage: new PyPersistentId(new PyInt(11)))));
        foreach ((string name, Action<Parts, PickleValue> put) in new (string, Action<Parts, PickleValue>)[]
        {
            ("storages", (file, attack) => file.Storages = attack), ("storage", (file, attack) => file.Storage = attack), ("views", (file, attack) => file.Views = attack),
            ("tensors", (file, attack) => file.Tensors = attack), ("tensor", (file, attack) => file.Tensor = attack), ("object", (file, attack) => file.Tree = attack),
        })
            yield return Content($"an attack in the {name}", PtErrorKind.ForbiddenGlobal, file => put(file, Call("os", "system", new PyString("touch marker"))));
    }

    [TestCaseSource(nameof(Refused))]
    public void IsRefused(byte[] file, PtErrorKind kind) => Refusals.Refused(file, kind);

    internal static IEnumerable<TestCaseData> Accepted()
    {
        yield return new TestCaseData(new Parts().Archive().Build()).SetArgDisplayNames("as torch wrote it");
        yield return new TestCaseData(new Parts().Archive(new TarBuilder().Add("PaxHeaders/x", Pax("mtime=1480000000.25"), 'x')).Build()).SetArgDisplayNames("PAX times");
        yield return new TestCaseData(new Parts().Archive(new TarBuilder().Add("pax_global_header", Pax("comment=hello"), 'g')).Build()).SetArgDisplayNames("a comment");
        yield return new TestCaseData(new Parts().Archive().Build(endBlocks: 20)).SetArgDisplayNames("filled up with zeros");
        yield return new TestCaseData(new TarBuilder().Add("pickle", Pickled(new Parts().Tree), '\0').Add("tensors", new Parts().TensorsMember).Add("storages", new Parts().StoragesMember).Build()).SetArgDisplayNames("old type, no sys_info");
    }

    [TestCaseSource(nameof(Accepted))]
    public void OddArchivesLoad(byte[] archive)
    {
        using PtFile file = PtFile.Open(archive);
        Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.Tar));
        Assert.That(file.StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void TensorsOnlyDoesNotReadTar() => Refusals.Refused(new Parts().Archive().Build(), PtErrorKind.Unsupported, new() { Policy = GlobalPolicy.TensorsOnly });
}
