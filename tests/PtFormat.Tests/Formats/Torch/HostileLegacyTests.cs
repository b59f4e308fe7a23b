using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;
using static PtFormat.Tests.Formats.TorchTree;

namespace PtFormat.Tests.Formats.Torch;

/// <summary>Legacy streams and bare pickles that lie, and others that are only odd.</summary>
sealed class HostileLegacyTests
{
    static readonly PyObject Attack = Call("os", "system", new PyString("touch marker"));

    static TestCaseData Case(string name, PtErrorKind kind, Action<LegacyBuilder> change) => new TestCaseData(change, kind).SetArgDisplayNames(name);

    internal static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("another magic number", PtErrorKind.Malformed, file => file.Magic = new PyInt(new System.Numerics.BigInteger(1) << 70));
        yield return Case("a magic number as text", PtErrorKind.Malformed, file => file.Magic = new PyString("1950A86A20F9469CFC6C"));
        yield return Case("a magic number to compute", PtErrorKind.ForbiddenGlobal, file => file.Magic = Call("operator", "add", new PyInt(1), new PyInt(2)));
        yield return Case("version 1002", PtErrorKind.Unsupported, file => file.Version = new PyInt(1002));
        yield return Case("version as text", PtErrorKind.Unsupported, file => file.Version = new PyString("1001"));
        yield return Case("count 5", PtErrorKind.Malformed, file => file.Count = 5);
        yield return Case("count 7", PtErrorKind.Malformed, file => file.Count = 7);
        yield return Case("count -1", PtErrorKind.Malformed, file => file.Count = -1);
        yield return Case("last block cut", PtErrorKind.Truncated, file => file.Content = file.Content[..^1]);
        yield return Case("an unknown key", PtErrorKind.Malformed, file => file.Keys = new PyList([new PyString("7"), new PyString("8")]));
        yield return Case("a key twice", PtErrorKind.Malformed, file => (file.Keys, file.Suffix) = (new PyList([new PyString("7"), new PyString("7")]), new byte[32]));
        yield return Case("a key missing", PtErrorKind.Malformed, file => file.Keys = new PyList());
        yield return Case("keys as tuple", PtErrorKind.Malformed, file => file.Keys = new PyTuple(new PyString("7")));
        yield return Case("keys as numbers", PtErrorKind.Malformed, file => file.Keys = new PyList([new PyInt(7)]));
        yield return Case("five items in an id", PtErrorKind.Malformed, file => file.Tree = Dict("w", Tensor()));
        yield return Case("a huge storage", PtErrorKind.Truncated, file => file.Tree = Dict("w", Tensor(storage: LegacyBuilder.Storage(count: 1L << 60))));
        yield return Case("a view past its root", PtErrorKind.Malformed, file => file.Tree = View(4, 3));
        yield return Case("a view at -1", PtErrorKind.Malformed, file => file.Tree = View(-1, 3));
        yield return Case("a tensor past its view", PtErrorKind.Malformed, file => file.Tree = View(0, 2));
        yield return Case("one view, two ranges", PtErrorKind.Malformed, file => file.Tree = new PyList([View(0, 3), View(1, 3)]));
        yield return Case("a view without a key", PtErrorKind.Malformed, file => file.Tree = Dict("w", Tensor(storage: LegacyBuilder.Storage(Ints(1, 2)))));
        foreach ((string name, Action<LegacyBuilder, PickleValue> put) in new (string, Action<LegacyBuilder, PickleValue>)[]
        {
            ("magic", (file, attack) => file.Magic = attack), ("version", (file, attack) => file.Version = attack), ("system", (file, attack) => file.System = attack),
            ("object", (file, attack) => file.Tree = attack), ("keys", (file, attack) => file.Keys = attack),
        })
        {
            yield return Case($"an attack in the {name}", PtErrorKind.ForbiddenGlobal, file => put(file, Attack));
            if (name is "system" or "object" or "keys")
                yield return Case($"an attack in a file in the {name}", PtErrorKind.ForbiddenGlobal, file => put(file, Nested(new LegacyBuilder { Tree = Attack }.Build())));
        }
        byte[] inner = new LegacyBuilder { Tree = Attack }.Build();
        yield return Case("an attack in a file in a set", PtErrorKind.ForbiddenGlobal, file => file.Tree = new PySet([Nested(inner)]));
        yield return Case("an attack in a file in a frozenset", PtErrorKind.ForbiddenGlobal, file => file.Tree = new PyFrozenSet([Nested(inner)]));
        yield return Case("an attack in a file by INST", PtErrorKind.ForbiddenGlobal, file => file.Tree = new PyObject(PyObjectForm.Inst, new PyGlobal("torch.storage", "_load_from_bytes"), Nested(inner).Arguments));
        yield return Case("an attack in a file by OBJ", PtErrorKind.ForbiddenGlobal, file => file.Tree = new PyObject(PyObjectForm.Obj, new PyGlobal("torch.storage", "_load_from_bytes"), Nested(inner).Arguments));
        yield return Case("an attack in a file by a longer way", PtErrorKind.ForbiddenGlobal, file => file.Tree = Call("torch", "storage._load_from_bytes", Nested(inner).Arguments.Items[0]));
        yield return Case("the reader of files handed on", PtErrorKind.ForbiddenGlobal, file => file.Tree = Call("functools", "partial", new PyGlobal("torch.storage", "_load_from_bytes"), Nested(inner).Arguments.Items[0]));
        foreach ((string place, Func<PickleValue, PickleValue> put) in new (string, Func<PickleValue, PickleValue>)[]
        {
            ("as the value", function => function), ("in a list", function => new PyList([function])), ("as a key", Keyed),
            ("as a class", function => new PyObject(PyObjectForm.NewObj, function, new())), ("by INST", function => new PyObject(PyObjectForm.Inst, function, new())), ("by OBJ", function => new PyObject(PyObjectForm.Obj, function, new())),
        })
            foreach (PickleValue function in new PickleValue[] { new PyGlobal("torch.storage", "_load_from_bytes"), Call("builtins", "getattr", new PyGlobal("torch", "storage"), new PyString("_load_from_bytes")) })
                yield return Case($"the reader of files {place}, {function.Kind}", PtErrorKind.ForbiddenGlobal, file => file.Tree = put(function));
        yield return Case("a file in the file that is none", PtErrorKind.Unsupported, file => file.Tree = Nested("<html>"u8.ToArray()));
        yield return Case("a file in the file from a number", PtErrorKind.Malformed, file => file.Tree = Call("torch.storage", "_load_from_bytes", new PyInt(1)));
        yield return Case("five files in one another", PtErrorKind.LimitExceeded, file => file.Tree = Enumerable.Range(0, 5).Aggregate((PickleValue)PyNone.Instance, (inner, _) => Nested(Pickled(inner))));
        yield return Case("a nested file that holds no storage", PtErrorKind.Malformed, file => file.Tree = Dict("w", Tensor(storage: Nested(Pickled(new PyInt(1))))));
    }

    static PyDict Keyed(PickleValue key)
    {
        PyDict dict = new();
        dict.Set(key, PyNone.Instance);
        return dict;
    }

    static PyDict View(long offset, long count) =>
        Dict("w", Tensor(Ints(3), Ints(1), storage: LegacyBuilder.Storage(new PyTuple(new PyString("8"), new PyInt(offset), new PyInt(count)))));

    static PyObject Nested(byte[] file) => Call("torch.storage", "_load_from_bytes", Call("_codecs", "encode", new PyString(Encoding.Latin1.GetString(file)), new PyString("latin1")));

    [TestCaseSource(nameof(Refused))]
    public void IsRefused(Action<LegacyBuilder> change, PtErrorKind kind)
    {
        LegacyBuilder file = new();
        change(file);
        PtFormatException error = Refusals.Refused(file.Build(), kind);
        Assert.That(error.Message, Does.Not.Contain("data.pkl"));
        Assert.That(File.Exists("marker"), Is.False);
    }

    [Test]
    public void OddStreamsLoad()
    {
        Assert.That(Values(new()), Is.EqualTo(Six));
        Assert.That(Values(new() { System = Dict("little_endian", PyBool.False) }), Is.EqualTo(Six), "the numbers are little-endian whatever the system was");
        Assert.That(Values(new() { Tree = Dict("w", Tensor(storage: LegacyBuilder.Storage(new PyTuple(new PyString("8"), new PyInt(0), new PyInt(6))))) }), Is.EqualTo(Six));
        Assert.That(Values(new() { Tree = View(2, 3) }), Is.EqualTo(new[] { 2f, 3, 4 }));
        Assert.That(Values(new() { Suffix = [1, 2, 3] }), Is.EqualTo(Six), "another object may follow");
        Assert.That(Values(new() { Tree = Dict("w", Tensor(storage: Nested(new LegacyBuilder { Tree = LegacyBuilder.Storage() }.Build()))), Keys = new PyList() }), Is.EqualTo(Six));
    }

    static readonly float[] Six = [0, 1, 2, 3, 4, 5];

    static float[] Values(LegacyBuilder builder)
    {
        using PtFile file = PtFile.Open(builder.Build());
        return file.StateDict().Tensor("w").ToArray<float>();
    }

    [Test]
    public void PartsShareTheMemoryOfTheirRoot()
    {
        PyDict both = Dict("root", Tensor(storage: LegacyBuilder.Storage()));
        both.Set(new PyString("part"), View(2, 3).Entries[0].Value);
        using PtFile file = PtFile.Open(new LegacyBuilder { Tree = both }.Build());
        StateDict state = file.StateDict();
        long version = state.Tensor("root").Storage.Version;
        state.Tensor("part").AsSpan<float>()[0] = 20;
        Assert.That(state.Tensor("root").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 20, 3, 4, 5 }));
        Assert.That(state.Tensor("root").Storage.Version, Is.GreaterThan(version));
    }

    [Test]
    public void SeveralObjectsStandBehindOneAnother()
    {
        byte[] one = new LegacyBuilder().Build(), two = new LegacyBuilder { Tree = View(1, 3) }.Build();
        IReadOnlyList<PtFile> files = PtFile.OpenAll((byte[])[.. one, .. two, .. Pickled(Dict("epoch", new PyInt(3)))]);
        Assert.That(files.Select(file => file.EndOffset), Is.EqualTo(new long[] { one.Length, one.Length + two.Length, one.Length + two.Length + Pickled(Dict("epoch", new PyInt(3))).Length }));
        Assert.That(files[1].StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(new[] { 1f, 2, 3 }));
        Assert.That(files[2].Container.Kind, Is.EqualTo(PtContainerKind.Pickle));
        using PtFile second = PtFile.Open((byte[])[.. one, .. two], new() { StartOffset = one.Length });
        Assert.That(second.StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(new[] { 1f, 2, 3 }));
        PtFormatException error = Assert.Throws<PtFormatException>(() => PtFile.OpenAll((byte[])[.. one, .. new LegacyBuilder { Version = new PyInt(1002) }.Build()]))!;
        Assert.That(error.ByteOffset, Is.EqualTo(one.Length + Pickled(new LegacyBuilder().Magic).Length));
    }

    [Test]
    public void ABarePickleEndsWithItsStop()
    {
        byte[] pickle = Pickled(Dict("epoch", new PyInt(3)));
        using PtFile file = PtFile.Open(pickle);
        Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.Pickle));
        Refusals.Refused([.. pickle, 0], PtErrorKind.Malformed);
        Refusals.Refused("cos\nsystem\n(S'id'\ntR."u8.ToArray(), PtErrorKind.ForbiddenGlobal);
    }

    [Test]
    public void ALegacyFileMayContainAZipSignature()
    {
        byte[] zip = Archive().Build();
        byte[] file = new LegacyBuilder { Suffix = zip }.Build();
        Assert.That(PtFile.Open(file).Container.Kind, Is.EqualTo(PtContainerKind.Legacy));
    }

    [Test]
    public void TensorsOnlyRefusesFilesInFiles()
    {
        byte[] file = new LegacyBuilder { Tree = Nested(Pickled(PyNone.Instance)), Keys = new PyList() }.Build();
        Refusals.Refused(file, PtErrorKind.ForbiddenGlobal, new() { Policy = GlobalPolicy.TensorsOnly });
        Assert.That(() => Refusals.ReadAll(new LegacyBuilder().Build(), new() { Policy = GlobalPolicy.TensorsOnly }), Throws.Nothing);
    }

    [Test]
    public void TextsOfPython2AreDecodedAsAsked()
    {
        byte[] pickle = Encoding.Latin1.GetBytes("\u0080\u0002}U\u0004caf\u00e9U\u0001ks.");
        using PtFile latin = PtFile.Open(pickle, new() { ByteStringEncoding = Encoding.Latin1 });
        Assert.That(latin.Values.Select(value => value.Path), Is.EqualTo(new[] { "", "['café']" }));
        Assert.That(latin.StateDict()["café"], Is.EqualTo("k"));
        using PtFile utf8 = PtFile.Open(pickle);
        Assert.That(utf8.Values[1].Path, Is.EqualTo(@"[b'caf\xe9']"));
    }
}
