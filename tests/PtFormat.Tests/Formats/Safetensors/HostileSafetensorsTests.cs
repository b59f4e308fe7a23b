using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats.Safetensors;

/// <summary>Headers that lie, and some that are only odd.</summary>
sealed class HostileSafetensorsTests
{
    const string Healthy = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""";

    static byte[] Build(string header, int dataBytes = 4) => Build(Encoding.UTF8.GetBytes(header), dataBytes);

    static byte[] Build(byte[] header, int dataBytes = 4, ulong? length = null)
    {
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        return file;
    }

    static TestCaseData Row(string name, PtErrorKind kind, byte[] file) => new TestCaseData(file, kind).SetArgDisplayNames(name);

    static TestCaseData Row(string name, string header, int dataBytes = 4) => Row(name, PtErrorKind.Malformed, Build(header, dataBytes));

    static TestCaseData Entry(string name, string entry, int dataBytes = 4) => Row(name, $$"""{"a":{{entry}}}""", dataBytes);

    internal static IEnumerable<TestCaseData> Refused()
    {
        byte[] healthy = Encoding.UTF8.GetBytes(Healthy);
        foreach (int bytes in Enumerable.Range(0, 8))
            yield return Row($"a file of {bytes} bytes", PtErrorKind.Unsupported, Build(Healthy)[..bytes]);
        yield return Row("length 0", PtErrorKind.Malformed, Build(healthy, length: 0));
        yield return Row("length of the file", PtErrorKind.Truncated, Build(healthy, length: (ulong)healthy.Length + 12));
        yield return Row("length one too long", PtErrorKind.Truncated, Build(healthy, length: (ulong)healthy.Length + 5));
        yield return Row("length 2^63", PtErrorKind.Unsupported, Build(healthy, length: 1UL << 63));
        yield return Row("length 100,000,001", PtErrorKind.LimitExceeded, Build(healthy, length: 100_000_001));
        yield return Row("length 1", PtErrorKind.Malformed, Build(healthy, length: 1));
        yield return Row("an array", PtErrorKind.Unsupported, Build("[]", 0));
        yield return Row("null", PtErrorKind.Unsupported, Build("null", 0));
        yield return Row("a BOM", PtErrorKind.Unsupported, Build("\uFEFF" + Healthy));
        yield return Row("an open brace", PtErrorKind.Malformed, Build("{", 0));
        yield return Row("invalid UTF-8", PtErrorKind.Malformed, Build([.. "{\"\xFF\":1}"u8.ToArray().Where(b => b != 0xC3), 0xFF]));
        yield return Row("half a surrogate pair", """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""");
        yield return Row("something behind the object", Healthy + "x");
        yield return Row("two objects", Healthy + "{}");
        yield return Row("a comment", Healthy + "/**/");
        yield return Row("a trailing comma", Healthy.Replace("}}", "},}", StringComparison.Ordinal));
        yield return Row("a name twice", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""");
        yield return Row("a name twice, once escaped", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8);
        yield return Row("metadata twice", """{"__metadata__":{},"__metadata__":{}}""", 0);
        yield return Row("a key of metadata twice", """{"__metadata__":{"a":"","a":""}}""", 0);
        yield return Row("a number in metadata", """{"__metadata__":{"a":1}}""", 0);
        yield return Row("an object in metadata", """{"__metadata__":{"a":{}}}""", 0);
        yield return Row("metadata that are a list", """{"__metadata__":[]}""", 0);
        yield return Entry("a field twice", """{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}""");
        yield return Entry("an entry that is an array", """["F32",[1],[0,4]]""");
        yield return Entry("no dtype", """{"shape":[1],"data_offsets":[0,4]}""");
        yield return Entry("no shape", """{"dtype":"F32","data_offsets":[0,4]}""");
        yield return Entry("no range", """{"dtype":"F32","shape":[1]}""");
        yield return Entry("a range of one number", """{"dtype":"F32","shape":[1],"data_offsets":[4]}""");
        yield return Entry("a range of three numbers", """{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}""");
        yield return Entry("a reversed range", """{"dtype":"F32","shape":[1],"data_offsets":[4,0]}""");
        yield return Entry("not from the first byte", """{"dtype":"F32","shape":[1],"data_offsets":[4,8]}""", 8);
        yield return Entry("not to the last byte", """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 5);
        yield return Row("past the last byte", PtErrorKind.Truncated, Build("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""));
        yield return Row("a hole", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""");
        yield return Row("an overlap", """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""");
        yield return Row("two tensors on the same bytes", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""");
        yield return Entry("a shape of other length", """{"dtype":"F32","shape":[2],"data_offsets":[0,4]}""");
        yield return Entry("a negative size", """{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}""");
        yield return Entry("minus zero", """{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}""", 0);
        yield return Entry("a size that is a float", """{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}""");
        yield return Entry("a size that is a text", """{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}""");
        yield return Entry("a size of 2^63", """{"dtype":"F32","shape":[2,9223372036854775808],"data_offsets":[0,4]}""");
        yield return Entry("sizes whose product wraps", """{"dtype":"F32","shape":[4294967296,4294967296,1],"data_offsets":[0,0]}""", 0);
        yield return Entry("sizes beside a 0 whose product wraps", """{"dtype":"F32","shape":[0,9223372036854775807,9],"data_offsets":[0,0]}""", 0);
        yield return Entry("an odd number of halves of a byte", """{"dtype":"F4","shape":[2,3],"data_offsets":[0,3]}""", 3);
        yield return Row("65 dimensions", PtErrorKind.LimitExceeded, Build($$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 65))}}}],"data_offsets":[0,1]}}""", 1));
        foreach (string dtype in (string[])["F128", "f32", "F6_E2M3", ""])
            yield return Row($"dtype {dtype}", PtErrorKind.Unsupported, Build(Healthy.Replace("F32", dtype, StringComparison.Ordinal)));
        yield return Row("a deep value", PtErrorKind.LimitExceeded, Build($$$"""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":{{{new string('[', 100_000)}}}{{{new string(']', 100_000)}}}}}"""));
    }

    [TestCaseSource(nameof(Refused))]
    public void AHeaderThatLiesIsRefused(byte[] file, PtErrorKind kind) => Refusals.Refused(file, kind);

    // Of 63 MB: too large to be measured with the others in 256 MB of memory.
    [Test]
    public void AMillionTensorsOnTheSameBytesAreRefused() =>
        Refusals.Refused(Build("{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"\"{i}\":{{\"dtype\":\"U8\",\"shape\":[16],\"data_offsets\":[0,16]}}")) + "}", 16), PtErrorKind.Malformed);

    internal static IEnumerable<TestCaseData> Odd()
    {
        yield return new TestCaseData(Build(" \t" + Healthy + "\n  "), 1).SetArgDisplayNames("blanks around");
        yield return new TestCaseData(Build("""{"__metadata__":null,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"""), 1).SetArgDisplayNames("metadata null");
        yield return new TestCaseData(Build("""{"a":{"x":{"y":[1]},"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}"""), 1).SetArgDisplayNames("a field that nobody knows");
        yield return new TestCaseData(Build("""{"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]},"c":{"dtype":"U8","shape":[0,7],"data_offsets":[2,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"""), 3).SetArgDisplayNames("another order");
        yield return new TestCaseData(Build("""{"":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"""), 1).SetArgDisplayNames("an empty name");
        yield return new TestCaseData(Build("{}", 0), 0).SetArgDisplayNames("nothing");
    }

    [TestCaseSource(nameof(Odd))]
    public void WhatIsOnlyOddIsRead(byte[] file, int tensors)
    {
        Refusals.ReadAll(file);
        using PtFile opened = PtFile.Open(file);
        Assert.That(opened.Tensors, Has.Count.EqualTo(tensors));
    }

    // torch.load reads pickles, whatever else a file is: here the header's length is the opcode of a text, the name a chain of texts,
    // and what follows them lies where the tensors do.
    [Test]
    public void APickleInDisguiseIsFoundByAScan()
    {
        byte[] pickle = "cos\nsystem\n(tR."u8.ToArray();
        string tail = $"\":{{\"dtype\":\"U8\",\"shape\":[{pickle.Length}],\"data_offsets\":[0,{pickle.Length}]}}}}";
        const int header = 'U' + 256 * 32, firstText = 2 + 32;
        StringBuilder text = new("{\"" + new string('n', firstText - 10));
        for (int left = header + 8 - firstText; left > 0;)
        {
            int length = left >= 2 * 124 ? 'z' : left > 124 ? 'A' : left - 2;
            text.Append('U').Append((char)length).Append('n', length);
            left -= 2 + length;
        }
        text.Length = header - tail.Length;
        text.Append(tail);
        byte[] file = [.. Build(Encoding.ASCII.GetBytes(text.ToString()), 0), .. pickle];
        using (PtFile opened = PtFile.Open(file))
            Assert.That(opened.Tensors, Has.Count.EqualTo(1));
        PtScan scan = PtFile.Scan(PtFormat.Tensors.ByteSource.FromMemory(file));
        Assert.That((scan.Container, scan.IsDangerous), Is.EqualTo((PtContainerKind.Safetensors, true)));
        Assert.That(scan.Globals.Select(global => $"{global.Module}.{global.Name}"), Is.EqualTo(new[] { "os.system" }));
    }

    [Test]
    public void AScanSaysThatItNamesNothing()
    {
        PtScan scan = PtFile.Scan(PtFormat.Tensors.ByteSource.FromMemory(Build(Healthy)));
        Assert.That((scan.Container, scan.Pickles, scan.Globals.Count, scan.Problems.Count), Is.EqualTo((PtContainerKind.Safetensors, 0, 0, 0)));
        Assert.That(PtFile.Scan(PtFormat.Tensors.ByteSource.FromMemory(Build(Healthy.Replace("[0,4]", "[0,5]", StringComparison.Ordinal)))).Problems, Has.Count.EqualTo(1));
    }
}
