using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Npy;

/// <summary>Headers that lie or are no literal of the one form, and archives of them.</summary>
sealed class HostileNpyTests
{
    const string Healthy = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

    internal static byte[] Build(string header, int dataBytes = 8, byte major = 1, byte minor = 0, long? length = null)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        return [0x93, .. "NUMPY"u8, major, minor, .. major == 1 ? BitConverter.GetBytes((ushort)(length ?? text.Length)) : BitConverter.GetBytes((uint)(length ?? text.Length)), .. text, .. new byte[dataBytes]];
    }

    static TestCaseData Row(string name, PtErrorKind kind, byte[] file) => new TestCaseData(file, kind).SetArgDisplayNames(name);

    static TestCaseData Shape(string shape, PtErrorKind kind = PtErrorKind.Malformed, int dataBytes = 0) =>
        Row($"shape {(shape.Length < 40 ? shape : shape[..40])}", kind, Build($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}", dataBytes));

    static TestCaseData Descr(string descr, PtErrorKind kind = PtErrorKind.Unsupported) =>
        Row($"descr {(descr.Length < 40 ? descr : descr[..40])}", kind, Build($"{{'descr': {descr}, 'fortran_order': False, 'shape': (2,)}}"));

    internal static IEnumerable<TestCaseData> Refused()
    {
        yield return Row("6 bytes", PtErrorKind.Truncated, Build(Healthy)[..6]);
        yield return Row("9 bytes", PtErrorKind.Truncated, Build(Healthy)[..9]);
        yield return Row("half a length", PtErrorKind.Truncated, Build(Healthy, major: 2)[..11]);
        yield return Row("half a header", PtErrorKind.Truncated, Build(Healthy)[..40]);
        yield return Row("a length past the file", PtErrorKind.Truncated, Build(Healthy, length: 9_000));
        yield return Row("a length past the limit", PtErrorKind.LimitExceeded, Build(Healthy, length: 10_001));
        yield return Row("a length of 4 GiB", PtErrorKind.LimitExceeded, Build(Healthy, major: 2, length: uint.MaxValue));
        yield return Row("version 0.0", PtErrorKind.Unsupported, Build(Healthy, major: 0));
        yield return Row("version 1.1", PtErrorKind.Unsupported, Build(Healthy, minor: 1));
        yield return Row("version 4.0", PtErrorKind.Unsupported, Build(Healthy, major: 4));
        yield return Row("data too short", PtErrorKind.Truncated, Build(Healthy, 7));
        yield return Row("data too long", PtErrorKind.Malformed, Build(Healthy, 9));
        foreach (string header in (string[])
        [
            "", "[]", "None", "{}", "{'descr': '<f4'}", Healthy + "x", Healthy + Healthy, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
            "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
            "{'descr': '<f4' 'fortran_order': False, 'shape': (2,)}", "{,}", "{'descr", "dict(descr='<f4')", "__import__('os').system('id')", "{'descr': '<\\x66' '4', 'fortran_order': False, 'shape': (2,)}",
        ])
            yield return Row($"header {header}", PtErrorKind.Malformed, Build(header));
        foreach (string shape in (string[])["(-1,)", "(2.0,)", "(2)", "2", "[2]", "(,)", "(True,)", "(None,)", "(0x2,)", "(02,)", "(2_0,)", "(9223372036854775808,)", "(4294967296, 4294967296)", "(0, 9223372036854775807, 9)", "((2,),)", "(2,,)", "('2',)"])
            yield return Shape(shape);
        yield return Shape($"({string.Join(", ", Enumerable.Repeat("1", 65))})", PtErrorKind.LimitExceeded, 4);
        yield return Shape(new string('(', 9_000) + new string(')', 900));
        yield return Row("100,000 brackets", PtErrorKind.LimitExceeded, Build(new string('[', 100_000), major: 2));
        foreach (string descr in (string[])["'|O'", "'O'", "[('a', '|O')]", "[('a', '<U5')]", "[('a', [('b', '<M8[D]')])]", "[]", "[('', '|V4')]", "[('a\\'', '<f4')]", "'<U5'", "'|S3'", "'<M8[D]'", "'|V8'", "'<f16'", "'<f3'", "'<i16'", "'float32'", "'f4'", "'=f4'", "'|f4'", "'<b2'", "''", "'<c4'", "'<f04'"])
            yield return Descr(descr);
        yield return Descr("7", PtErrorKind.Malformed);
        foreach (string descr in (string[])["[('a', '<f4'), ('a', '<f4')]", "[('a',)]", "[('a', '<f4'", "[['a', '<f4']]", "[('a' '<f4')]", "[(('t', ''), '<f4')]", "[(('t', 'a', 'b'), '<f4')]", "[('a', '<f4', (-1,))]", "[('a', '<f4', (2.0,))]",
            "[('a', '<f4', (536870912,))]", "[('a', '<f4', (0, 2147483647))]", "[('a', '<f8', (2147483647, 2147483647))]", "[('', '<f4'), ('a', '<f4')]", "[('', '|V-4'), ('a', '<f4')]", "[('a', '<f4', (500000000,)), ('b', '<f4', (500000000,))]"])
            yield return Descr(descr, PtErrorKind.Malformed);
        yield return Descr($"{string.Concat(Enumerable.Repeat("[('a', ", 17))}'<f4'{string.Concat(Enumerable.Repeat(")]", 17))}");
        yield return Row("records that are cut", PtErrorKind.Truncated, Build("{'descr': [('a', '<f4', (2,))], 'fortran_order': False, 'shape': (2,)}"));
        yield return Row("2^63 bytes of records", PtErrorKind.Malformed, Build("{'descr': [('a', '<f8', (1000,))], 'fortran_order': False, 'shape': (9223372036854775,)}"));
        yield return Descr("('<f4', (2,))", PtErrorKind.Malformed);
        yield return Row("an archive with something else", PtErrorKind.Malformed, Archive(("x.npy", Build(Healthy)), ("readme.txt", [1])));
        yield return Row("a member that is no array", PtErrorKind.Malformed, Archive(("x.npy", [1, 2, 3])));
        yield return Row("an empty member", PtErrorKind.Malformed, Archive(("x.npy", [])));
        yield return Row("a member that is too long", PtErrorKind.Malformed, Archive(("x.npy", Build(Healthy, 9))));
        yield return Row("a member that is too short", PtErrorKind.Malformed, Archive(("x.npy", Build(Healthy, 7))));
        yield return Row("a member whose header is cut", PtErrorKind.Truncated, Archive(("x.npy", Build(Healthy)[..40])));
        yield return Row("two members of one name", PtErrorKind.Ambiguous, Archive(("x.npy", Build(Healthy)), ("x.npy", Build(Healthy))));
        yield return Row("a member that leads out", PtErrorKind.Malformed, Archive(("../x.npy", Build(Healthy))));
        yield return Row("an absolute member", PtErrorKind.Malformed, Archive(("/x.npy", Build(Healthy))));
        yield return Row("a member of objects", PtErrorKind.Unsupported, Archive(("x.npy", Build(Healthy.Replace("<f4", "|O", StringComparison.Ordinal)))));
    }

    static byte[] Archive(params (string Name, byte[] Content)[] members)
    {
        ArchiveBuilder archive = new();
        foreach ((string name, byte[] content) in members)
            archive.Entries.Add(new(name, content));
        return archive.Build();
    }

    // Too large to be measured with the others in 256 MB of memory.
    [Test]
    public void AMillionFieldsAreRefused() =>
        Refusals.Refused(Build($"{{'descr': [{string.Join(", ", Enumerable.Range(0, 1_000_000).Select(i => $"('f{i}', '<f4')"))}]}}", major: 2), PtErrorKind.LimitExceeded);

    [TestCaseSource(nameof(Refused))]
    public void AHeaderThatLiesIsRefused(byte[] file, PtErrorKind kind) => Refusals.Refused(file, kind);

    [TestCase("{'descr':'<f4','fortran_order':False,'shape':(2,)}")]
    [TestCase(" {\"shape\": (2L ,) , \"fortran_order\" :True, \"descr\":\t\"<f4\" , } \n ")]
    public void WhatIsOnlyOddIsRead(string header) => Refusals.ReadAll(Build(header));

    static IEnumerable<string> Written() => Directory.EnumerateFiles(Repository.Path("fixtures", "arrays", "refused")).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Written))]
    public void WhatNumPyWritesAndNoTensorIsIsNamed(string path)
    {
        PtFormatException error = Refusals.Refused(File.ReadAllBytes(path), PtErrorKind.Unsupported);
        string hint = Path.GetFileName(path) switch { "objects.npy" or "objects.npz" => "pickle", "record-of-text.npy" => "field 'b' is of '<U2'", "record-of-objects.npy" => "field 'b' is of Python objects", _ => "no tensor is" };
        Assert.That(error.Message, Does.Contain(hint));
    }

    [Test]
    public void AScanLooksIntoArraysOfObjects([Values] bool inArchive)
    {
        byte[] array = [.. Build("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 0), .. "cos\nsystem\n(S'id'\ntR."u8];
        PtScan scan = PtFile.Scan(ByteSource.FromMemory(inArchive ? Archive(("x.npy", array)) : array));
        Assert.That((scan.Container, scan.IsDangerous), Is.EqualTo((inArchive ? PtContainerKind.Npz : PtContainerKind.Npy, true)));
        PtScan harmless = PtFile.Scan(ByteSource.FromMemory(File.ReadAllBytes(Repository.Path("fixtures", "arrays", "refused", "objects.npy"))));
        Assert.That((harmless.IsDangerous, harmless.Pickles, harmless.Problems.Count), Is.EqualTo((false, 1, 0)));
    }
}
