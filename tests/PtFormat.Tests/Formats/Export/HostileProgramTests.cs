using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Export;

/// <summary>Exported programs that lie.</summary>
sealed class HostileProgramTests
{
    const string Model = "net/models/model.json", Weights = "net/data/weights/model_weights_config.json", Inputs = "net/data/sample_inputs/model.pt";

    static TestCaseData Case(string name, PtErrorKind kind, Action<ArchiveBuilder> change) => new TestCaseData(change, kind).SetArgDisplayNames(name);

    static ArchiveBuilder Net() => ArchiveBuilder.Of(File.ReadAllBytes(Repository.Path("fixtures", "exported", "2.14", "net.pt2")));

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    static void Swap(ArchiveBuilder archive, string record, string old, string put)
    {
        string text = Encoding.UTF8.GetString(archive[record].Content);
        Assert.That(text, Does.Contain(old));
        int at = text.IndexOf(old, StringComparison.Ordinal);
        archive[record].Content = Utf8(text[..at] + put + text[(at + old.Length)..]);
    }

    internal static IEnumerable<TestCaseData> Refused()
    {
        foreach (string record in (string[])[Model, Weights])
        {
            string what = Path.GetFileName(record);
            yield return Case($"{what}: a list", PtErrorKind.Malformed, archive => archive[record].Content = Utf8("[]"));
            yield return Case($"{what}: null", PtErrorKind.Malformed, archive => archive[record].Content = Utf8("null"));
            yield return Case($"{what}: cut", PtErrorKind.Malformed, archive => archive[record].Content = archive[record].Content[..^5]);
            yield return Case($"{what}: no UTF-8", PtErrorKind.Malformed, archive => archive[record].Content = [(byte)'{', 0xFF, (byte)'}']);
            yield return Case($"{what}: a BOM", PtErrorKind.Malformed, archive => archive[record].Content = [0xEF, 0xBB, 0xBF, .. archive[record].Content]);
            yield return Case($"{what}: something behind", PtErrorKind.Malformed, archive => archive[record].Content = [.. archive[record].Content, .. "{}"u8]);
            yield return Case($"{what}: deep", PtErrorKind.LimitExceeded, archive => archive[record].Content = Utf8($"{{\"new\": {new string('[', 100_000)}{new string(']', 100_000)}}}"));
        }
        yield return Case("schema 9", PtErrorKind.Unsupported, archive => Swap(archive, Model, "\"major\": 8", "\"major\": 9"));
        yield return Case("no schema", PtErrorKind.Malformed, archive => Swap(archive, Model, "schema_version", "schema_versiom"));
        yield return Case("no graph", PtErrorKind.Malformed, archive => Swap(archive, Model, "graph_module", "graph_modulo"));
        yield return Case("an unknown argument", PtErrorKind.Malformed, archive => Swap(archive, Model, "as_float", "as_quaternion"));
        yield return Case("an argument of two kinds", PtErrorKind.Malformed, archive => Swap(archive, Model, "{\"as_float\": 0.1}", "{\"as_float\": 0.1, \"as_int\": 1}"));
        yield return Case("an argument of no kind", PtErrorKind.Malformed, archive => Swap(archive, Model, "{\"as_float\": 0.1}", "{}"));
        yield return Case("an integer of 70 bits", PtErrorKind.Malformed, archive => Swap(archive, Model, "{\"as_int\": 0}", "{\"as_int\": 1180591620717411303424}"));
        yield return Case("an unknown dtype", PtErrorKind.Malformed, archive => Swap(archive, Model, "\"as_scalar_type\": 7", "\"as_scalar_type\": 99"));
        yield return Case("an unknown layout", PtErrorKind.Malformed, archive => Swap(archive, Model, "\"as_layout\": 7", "\"as_layout\": 8"));
        yield return Case("an unknown input", PtErrorKind.Malformed, archive => Swap(archive, Model, "{\"parameter\":", "{\"parametre\":"));
        yield return Case("no number", PtErrorKind.Malformed, archive => Swap(archive, Model, "\"as_float\": 0.1", "\"as_float\": \"a\""));
        yield return Case("a record elsewhere", PtErrorKind.Malformed, archive => Swap(archive, Weights, "\"weight_0\"", "\"../models/model.json\""));
        yield return Case("no record", PtErrorKind.Malformed, archive => Swap(archive, Weights, "\"weight_0\"", "\"weight_99\""));
        yield return Case("a name twice", PtErrorKind.Malformed, archive => Swap(archive, Weights, "\"tied.weight\"", "\"fc.weight\""));
        yield return Case("a size that is no number", PtErrorKind.Malformed, archive => Swap(archive, Weights, "{\"as_int\": 3}", "{\"as_expr\": {\"expr_str\": \"s0\", \"hint\": null}}"));
        yield return Case("sparse", PtErrorKind.Unsupported, archive => Swap(archive, Weights, "\"layout\": 7", "\"layout\": 1"));
        yield return Case("another format", PtErrorKind.Unsupported, archive => archive["net/archive_format"].Content = Utf8("pt3"));
        yield return Case("the format in other letters", PtErrorKind.Ambiguous, archive => archive.Add("net/Archive_Format", Utf8("pt2")));
        yield return Case("big-endian", PtErrorKind.Unsupported, archive => archive["net/byteorder"].Content = Utf8("big"));
        yield return Case("no program", PtErrorKind.Unsupported, archive => archive.Entries.Remove(archive[Model]));
        yield return Case("a package of AOTInductor", PtErrorKind.Unsupported, archive => { archive.Entries.Remove(archive[Model]); archive.Add("net/data/aotinductor/model/model.so", [1, 2]); });
        yield return Case("a call in the inputs", PtErrorKind.ForbiddenGlobal, archive => archive[Inputs].Content = Utf8("cposix\nsystem\n(S'true'\ntR."));
        yield return Case("TorchScript as inputs", PtErrorKind.Unsupported, archive => archive[Inputs].Content = File.ReadAllBytes(Repository.Path("fixtures", "torchscript", "2.14", "small.pt")));
        yield return Case("a program as inputs", PtErrorKind.Unsupported, archive => archive[Inputs].Content = File.ReadAllBytes(Repository.Path("fixtures", "exported", "2.14", "stateless.pt2")));
    }

    internal static IEnumerable<TestCaseData> WrongTensors()
    {
        yield return Case("a tensor past its record", PtErrorKind.Malformed, archive => Swap(archive, Weights, "{\"as_int\": 3}", "{\"as_int\": 4}"));
        yield return Case("a negative size", PtErrorKind.Malformed, archive => Swap(archive, Weights, "{\"as_int\": 3}", "{\"as_int\": -3}"));
        yield return Case("a size of 2^62", PtErrorKind.Malformed, archive => Swap(archive, Weights, "{\"as_int\": 3}", "{\"as_int\": 4611686018427387904}"));
        yield return Case("another dtype", PtErrorKind.Malformed, archive => Swap(archive, Weights, "\"dtype\": 7", "\"dtype\": 8"));
        yield return Case("an offset", PtErrorKind.Malformed, archive => Swap(archive, Weights, "\"storage_offset\": {\"as_int\": 0}", "\"storage_offset\": {\"as_int\": 1}"));
        yield return Case("65 dimensions", PtErrorKind.LimitExceeded, archive => Swap(archive, Weights, "[{\"as_int\": 3}, {\"as_int\": 4}]", $"[{string.Join(", ", Enumerable.Repeat("{\"as_int\": 1}", 65))}]"));
    }

    internal static byte[] Built(Action<ArchiveBuilder> change)
    {
        ArchiveBuilder archive = Net();
        change(archive);
        return archive.Build();
    }

    [TestCaseSource(nameof(Refused))]
    public void WhatLiesIsRefused(Action<ArchiveBuilder> change, PtErrorKind kind)
    {
        Assert.That(() => PtFile.Open(Built(change)), Throws.TypeOf<PtFormatException>().With.Property("Kind").EqualTo(kind));
    }

    [TestCaseSource(nameof(WrongTensors))]
    public void WrongTensorsAreRefused(Action<ArchiveBuilder> change, PtErrorKind kind)
    {
        using PtFile file = PtFile.Open(Built(change));
        Assert.That(() => file.Tensors, Throws.TypeOf<PtFormatException>().With.Property("Kind").EqualTo(kind));
        Assert.That(file.Verify().IsSound, Is.False);
    }

    [Test]
    public void AScanLooksIntoPicklesInRecords()
    {
        byte[] pickle = [0x80, 2, .. "cposix\nsystem\n(S'true'\ntR."u8];
        foreach (string record in (string[])["net/data/constants/opaque_obj_0", "net/data/constants/custom_obj_0"])
        {
            ArchiveBuilder archive = Net();
            archive.Add(record, pickle);
            PtScan scan = PtFile.Scan(ByteSource.FromMemory(archive.Build()));
            Assert.That((scan.Container, scan.IsDangerous), Is.EqualTo((PtContainerKind.Pt2, true)), record);
        }
        foreach (string version in (string[])["2.6", "2.14"])
            foreach (string file in Directory.EnumerateFiles(Repository.Path("fixtures", "exported", version), "*.pt2"))
            {
                using ByteSource source = ByteSource.OpenFile(file);
                PtScan scan = PtFile.Scan(source);
                Assert.That((scan.Container, scan.IsDangerous, scan.IsWhole, scan.Pickles > 0), Is.EqualTo((PtContainerKind.Pt2, false, true, true)), file);
            }
    }
}
