using System.Text;
using NUnit.Framework;
using PtFormat.Formats.Safetensors;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats.Safetensors;

/// <summary>The quick reader of headers reads what the general one reads, or nothing.</summary>
sealed class SafetensorsScannerTests
{
    const int Mutations = 40_000;

    // What the library wrote, with the number of bytes behind it.
    static (byte[] Header, long DataBytes) Written(string name)
    {
        byte[] file = File.ReadAllBytes(Repository.Path("fixtures", "safetensors", "written", name + ".safetensors"));
        int length = BitConverter.ToInt32(file);
        return (file[8..(8 + length)], file.Length - 8 - length);
    }

    static string? Scanned(byte[] header, long dataBytes, LoadLimits? limits = null)
    {
        SafetensorsScanner scanner = new(header, dataBytes, limits ?? LoadLimits.Default);
        return scanner.TryRead() ? Text([.. scanner.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)], scanner.Metadata) : null;
    }

    static string Parsed(byte[] header, long dataBytes)
    {
        SafetensorsHeader parsed = SafetensorsHeader.Parse(header, dataBytes, LoadLimits.Default);
        return Text(parsed.Entries, parsed.Metadata);
    }

    static string Text(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyList<KeyValuePair<string, string>> metadata) =>
        $"{string.Join('\n', entries.Select(entry => $"{entry.Name} {entry.DType} {entry.Shape} {entry.Begin} {entry.End}"))}\n{string.Join('\n', metadata)}";

    [Test]
    public void WhatTheLibraryWroteNeedsNoOtherReader([Values("dtypes", "shapes", "names", "none", "metadata", "strided", "tied")] string name)
    {
        (byte[] header, long dataBytes) = Written(name);
        Assert.That(Scanned(header, dataBytes), Is.EqualTo(Parsed(header, dataBytes)));
    }

    [TestCase("""{ "a" : { "dtype" : "F32" , "shape" : [ 1 , 2 ] , "data_offsets" : [ 0 , 8 ] } }  """, 8, TestName = "blanks everywhere")]
    [TestCase("""{"a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}""", 4, TestName = "as Python's json.dumps spells it")]
    [TestCase("""{"\u00e9\"é":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"__metadata__":{"\n":"{\"a\": 1}"}}""", 1, TestName = "escapes, and metadata at the end")]
    [TestCase("""{"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 2, TestName = "another order")]
    [TestCase("{}", 0, TestName = "nothing")]
    public void OtherSpellingsThatItReads(string header, int dataBytes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(header);
        Assert.That(Scanned(bytes, dataBytes), Is.EqualTo(Parsed(bytes, dataBytes)));
    }

    [TestCase("""{"a":{"shape":[1],"dtype":"U8","data_offsets":[0,1]}}""", TestName = "fields in another order")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":0}}""", TestName = "a field that nobody knows")]
    [TestCase("""{"__metadata__":null,"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", TestName = "metadata null")]
    public void WhatItLeavesToTheOther(string header)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(header);
        Assert.That(Scanned(bytes, 1), Is.Null);
        Assert.That(Parsed(bytes, 1), Does.StartWith("a UInt8"));
    }

    [Test]
    public void LimitsAreTheOthersToName()
    {
        byte[] header = """{"a":{"dtype":"U8","shape":[1,1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}"""u8.ToArray();
        LoadLimits limits = LoadLimits.Default;
        Assert.That(Scanned(header, 1, limits), Is.Not.Null);
        Assert.That(Scanned(header, 1, limits with { MaxDims = 1 }), Is.Null);
        Assert.That(Scanned(header, 1, limits with { MaxStorages = 1 }), Is.Null);
        Assert.That(Scanned(header, 1, limits with { MaxJsonDepth = 2 }), Is.Null);
    }

    [Test]
    public void WhatItReadsTheOtherReadsAlike([Values("dtypes", "shapes", "names", "metadata")] string name)
    {
        (byte[] healthy, long dataBytes) = Written(name);
        byte[] spelling = "{}[],:\"\\ 0123456789-.eEtn\n\u0000a\u00ff"u8.ToArray();
        Random random = new(11);
        int read = 0;
        for (int i = 0; i < Mutations / 4; i++)
        {
            byte[] header = [.. healthy];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                header[random.Next(header.Length)] = spelling[random.Next(spelling.Length)];
            if (Scanned(header, dataBytes) is not { } scanned)
                continue;
            read++;
            string? parsed = null;
            try
            {
                parsed = Parsed(header, dataBytes);
            }
            catch (PtFormatException e) when (e.Message.Contains("end to end", StringComparison.Ordinal) || e.Message.Contains("behind its header", StringComparison.Ordinal))
            {
                // Where tensors lie is looked at once, for both.
                continue;
            }
            Assert.That(scanned, Is.EqualTo(parsed), Encoding.Latin1.GetString(header));
        }
        Assert.That(read, Is.GreaterThan(Mutations / 400), "names may be anything");
    }
}
