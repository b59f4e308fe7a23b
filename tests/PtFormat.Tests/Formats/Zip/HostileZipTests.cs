using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats.Zip;

/// <summary>Archives in which two readers could see two things, and others that are only odd.</summary>
sealed class HostileZipTests
{
    const string Weights = "archive/data/0";

    static TestCaseData Case(string name, PtErrorKind kind, Action<ArchiveBuilder> change) => new TestCaseData(change, kind).SetArgDisplayNames(name);

    static ArchiveBuilder.Entry W(ArchiveBuilder archive) => archive[Weights];

    static byte[] Field(ulong value, int bytes) => [.. BitConverter.GetBytes(value).Take(bytes)];

    static byte[] Extra(ushort kind, params ulong[] values) => [.. Field(kind, 2), .. Field((ulong)(8 * values.Length), 2), .. values.SelectMany(value => Field(value, 8))];

    internal static IEnumerable<TestCaseData> Refused()
    {
        yield return Case("lying size, more", PtErrorKind.Malformed, archive => { W(archive).Content = new byte[1 << 20]; W(archive).Deflated().Size = 24; W(archive).Descriptor = []; W(archive).Flags = 0; W(archive).LocalSize = null; W(archive).LocalStoredSize = null; W(archive).LocalCrc = null; });
        yield return Case("lying size, less", PtErrorKind.Malformed, archive => { W(archive).Content = new byte[12]; W(archive).Deflated().Plain().Size = 24; });
        yield return Case("cut deflate", PtErrorKind.Truncated, archive => { W(archive).Deflated().Plain(); W(archive).Stored = W(archive).Stored![..^4]; });
        yield return Case("damaged deflate", PtErrorKind.Malformed, archive => { W(archive).Deflated().Plain(); W(archive).Stored![0] = 0xFF; });
        yield return Case("duplicate name", PtErrorKind.Ambiguous, archive => archive.Add("archive/data.pkl", [1]));
        yield return Case("duplicate name in another case", PtErrorKind.Ambiguous, archive => archive.Add("archive/DATA.pkl", [1]));
        yield return Case("two entries, one header", PtErrorKind.Ambiguous, archive => { archive.Add("archive/data/1", TorchTree.SixFloats).HeaderOffset = 0; });
        yield return Case("crossing extents", PtErrorKind.Ambiguous, archive => { archive["archive/data.pkl"].StoredSize = 4000; archive["archive/data.pkl"].Size = 4000; });
        yield return Case("local size", PtErrorKind.Malformed, archive => { W(archive).Plain(); W(archive).LocalSize = 25; });
        yield return Case("local name", PtErrorKind.Malformed, archive => W(archive).LocalName = "archive/data/9");
        yield return Case("local name of another length", PtErrorKind.Malformed, archive => W(archive).LocalName = "archive/data/10");
        yield return Case("local flags", PtErrorKind.Malformed, archive => W(archive).LocalFlags = 0);
        yield return Case("local size behind bit 3", PtErrorKind.Malformed, archive => W(archive).LocalSize = 23);
        yield return Case("descriptor", PtErrorKind.Malformed, archive => W(archive).Descriptor = [.. "PK\x07\x08"u8, .. new byte[12]]);
        yield return Case("descriptor of the pickle", PtErrorKind.Malformed, archive => archive["archive/data.pkl"].Descriptor = [.. "PK\x07\x08"u8, .. new byte[12]]);
        yield return Case("descriptor of the version", PtErrorKind.Malformed, archive => archive["archive/version"].Descriptor = [.. "PK\x07\x08"u8, .. new byte[12]]);
        yield return Case("deflated data padded", PtErrorKind.Malformed, archive => { ArchiveBuilder.Entry version = archive["archive/version"].Deflated().Plain(); version.Stored = [.. version.Stored!, .. new byte[100_000]]; });
        yield return Case("offset past the file", PtErrorKind.Malformed, archive => W(archive).HeaderOffset = 0xFFFFFFF0);
        yield return Case("offset in the directory", PtErrorKind.Malformed, archive => archive["archive/version"].HeaderOffset = 1200);
        yield return Case("directory past the end", PtErrorKind.Malformed, archive => archive.DirectoryOffset = 1 << 20);
        yield return Case("directory shorter", PtErrorKind.Malformed, archive => archive.DirectoryBytes = 100);
        yield return Case("end record in the comment", PtErrorKind.Ambiguous, archive => archive.Comment = [.. "x"u8, .. "PK\x05\x06"u8, .. new byte[18], 0]);
        yield return Case("zip64 end record in the comment", PtErrorKind.Ambiguous, archive => archive.Comment = [.. "abc"u8, .. "PK\x06\x06"u8, .. "tail"u8]);
        yield return Case("zip64 locator in the comment", PtErrorKind.Ambiguous, archive => archive.Comment = [.. "abc"u8, .. "PK\x06\x07"u8, .. new byte[16]]);
        yield return Case("one byte behind", PtErrorKind.Truncated, archive => archive.Suffix = [0]);
        yield return Case("70 KB behind", PtErrorKind.Truncated, archive => archive.Suffix = new byte[70_000]);
        yield return Case("a stub before", PtErrorKind.Unsupported, archive => archive.Prefix = "#!stub stub stub\n"u8.ToArray());
        yield return Case("a stub that looks like a record", PtErrorKind.Malformed, archive => archive.Prefix = [.. "PK\x03\x04"u8, .. new byte[60]]);
        yield return Case("bytes between records", PtErrorKind.Malformed, archive => W(archive).Before = new byte[30]);
        yield return Case("many bytes between records", PtErrorKind.Malformed, archive => W(archive).Before = new byte[100_000]);
        yield return Case("bytes before the directory", PtErrorKind.Malformed, archive => archive.BeforeDirectory = new byte[30]);
        yield return Case("more entries announced", PtErrorKind.Malformed, archive => archive.Count = 5);
        yield return Case("very many entries announced", PtErrorKind.Malformed, archive => archive.Count = 1_000_001);
        yield return Case("fewer entries announced", PtErrorKind.Malformed, archive => archive.Count = 3);
        yield return Case("two counts", PtErrorKind.Malformed, archive => archive.EndRecords = ends => ends[32]--);
        yield return Case("zip64 and end record disagree", PtErrorKind.Malformed, archive => archive.EndRecords = ends => ends[^6]++);
        yield return Case("zip64 offset of 2^63", PtErrorKind.Malformed, archive => archive.EndRecords = ends => ends[55] = 0x80);
        yield return Case("locator elsewhere", PtErrorKind.Malformed, archive => archive.EndRecords = ends => ends[64]++);
        yield return Case("locator past the end", PtErrorKind.Malformed, archive => archive.EndRecords = ends => ends[67] = 1);
        yield return Case("locator at 2^63", PtErrorKind.Malformed, archive => archive.EndRecords = ends => ends[71] = 0x80);
        yield return Case("disk number", PtErrorKind.Unsupported, archive => archive.EndRecords = ends => ends[^18] = 1);
        yield return Case("disk of a record", PtErrorKind.Unsupported, archive => W(archive).Disk = 1);
        yield return Case("size in a missing zip64 field", PtErrorKind.Malformed, archive => { W(archive).Size = uint.MaxValue; W(archive).StoredSize = uint.MaxValue; });
        yield return Case("zip64 field of 4 bytes", PtErrorKind.Malformed, archive => { W(archive).Size = uint.MaxValue; W(archive).Extra = [1, 0, 4, 0, 24, 0, 0, 0]; });
        yield return Case("zip64 size of 2^63", PtErrorKind.Malformed, archive => { W(archive).Size = uint.MaxValue; W(archive).Extra = Extra(1, 1UL << 63); });
        yield return Case("two zip64 fields", PtErrorKind.Ambiguous, archive => { W(archive).Size = uint.MaxValue; W(archive).Extra = [.. Extra(1, 24), .. Extra(1, 25)]; });
        foreach (int bit in new[] { 0, 5, 6, 13 })
            yield return Case($"flag bit {bit}", PtErrorKind.Unsupported, archive => W(archive).Flags |= (ushort)(1 << bit));
        foreach (ushort method in new ushort[] { 9, 12, 14, 93, 99 })
            yield return Case($"method {method}", PtErrorKind.Unsupported, archive => W(archive).Method = method);
        yield return Case("a flipped bit", PtErrorKind.Checksum, archive => { uint crc = W(archive).RealCrc; W(archive).Content[5] ^= 1; W(archive).Crc = crc; });
        yield return Case("a flipped bit in the pickle", PtErrorKind.Checksum, archive => { uint crc = archive["archive/data.pkl"].RealCrc; archive["archive/data.pkl"].Content[^3] ^= 1; archive["archive/data.pkl"].Crc = crc; });
        foreach (string name in new[] { "../x", "/x", "archive/../x", "archive/./x", "C:\\x", "C:x", "archive/a\\b", "archive/a\0b", "", "archive//x" })
            yield return Case($"name {name.Replace('\0', '0')}", PtErrorKind.Malformed, archive => archive.Add(name, [1]));
        yield return Case("another root", PtErrorKind.Malformed, archive => archive.Add("other/x", [1]));
        yield return Case("symbolic link", PtErrorKind.Unsupported, archive => W(archive).Attributes = 0xA1FF0000);
        yield return Case("no pickle", PtErrorKind.Malformed, archive => archive.Entries.RemoveAt(0));
        yield return Case("no version", PtErrorKind.Malformed, archive => archive.Entries.RemoveAt(archive.Entries.Count - 1));
        yield return Case("version x", PtErrorKind.Unsupported, archive => archive["archive/version"].Content = "x"u8.ToArray());
        yield return Case("version 0", PtErrorKind.Unsupported, archive => archive["archive/version"].Content = "0"u8.ToArray());
        yield return Case("version 999", PtErrorKind.Unsupported, archive => archive["archive/version"].Content = "999"u8.ToArray());
        yield return Case("long version", PtErrorKind.LimitExceeded, archive => archive["archive/version"].Content = new byte[1000]);
        yield return Case("byte order middle", PtErrorKind.Unsupported, archive => archive["archive/byteorder"].Content = "middle"u8.ToArray());
        yield return Case("byte order of 1 MB", PtErrorKind.LimitExceeded, archive => archive["archive/byteorder"].Content = new byte[1 << 20]);
        yield return Case("name length past the directory", PtErrorKind.Malformed, archive => archive["archive/version"].NameBytes = 5000);
        yield return Case("extra length past the directory", PtErrorKind.Malformed, archive => archive["archive/version"].ExtraBytes = 5000);
        yield return Case("long name", PtErrorKind.LimitExceeded, archive => archive.Add("archive/" + new string('x', 2000), [1]));
        yield return Case("TorchScript without a module", PtErrorKind.Malformed, archive => archive.Add("archive/constants.pkl", [0x80, 2, (byte)'N', (byte)'.']));
        yield return Case("storage of another length", PtErrorKind.Malformed, archive => W(archive).Content = new byte[28]);
        yield return Case("no storage", PtErrorKind.Malformed, archive => archive.Entries.Remove(W(archive)));
        yield return Case("a folder with content", PtErrorKind.Malformed, archive => archive.Add("archive/data/", [1]));
    }

    [TestCaseSource(nameof(Refused))]
    public void IsRefused(Action<ArchiveBuilder> change, PtErrorKind kind)
    {
        ArchiveBuilder archive = TorchTree.Archive();
        change(archive);
        Refusals.Refused(archive.Build(), kind);
    }

    [Test]
    public void ABombIsSeenInTheDirectory()
    {
        ArchiveBuilder archive = TorchTree.Archive();
        ArchiveBuilder.Entry weights = archive[Weights];
        (weights.Content, weights.Method, weights.Stored, weights.Size) = (TorchTree.SixFloats, 8, new byte[4 << 20], uint.MaxValue - 1);
        Assert.That(() => PtFile.Open(archive.Build()), Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.LimitExceeded).And.Message.Contains("MaxDeflateRatio"));
    }

    internal static IEnumerable<TestCaseData> Accepted()
    {
        yield return Odd("as torch writes it", _ => { });
        yield return Odd("no checksums", archive => archive.Entries.ForEach(entry => entry.Crc = 0));
        yield return Odd("no zip64 records", archive => archive.Zip64 = false);
        yield return Odd("a comment", archive => archive.Comment = "made by an ordinary tool"u8.ToArray());
        yield return Odd("a comment of 64 KB", archive => archive.Comment = new byte[ushort.MaxValue]);
        yield return Odd("ordinary headers", archive => archive.Entries.ForEach(entry => entry.Plain()));
        yield return Odd("local headers without sizes", archive => archive.Entries.ForEach(entry => (entry.LocalCrc, entry.LocalSize, entry.LocalStoredSize) = (0, 0, 0)));
        yield return Odd("local headers with sizes, descriptors too", archive => archive.Entries.ForEach(entry => (entry.LocalCrc, entry.LocalSize, entry.LocalStoredSize) = (null, null, null)));
        yield return Odd("deflated, with folders", archive =>
        {
            archive.Entries.ForEach(entry => entry.Deflated().Plain());
            archive.Entries.Insert(0, new ArchiveBuilder.Entry("archive/", []).Plain());
            archive.Entries.Insert(3, new ArchiveBuilder.Entry("archive/data/", []).Plain());
        });
        yield return Odd("deflated behind descriptors", archive => archive.Entries.ForEach(entry => entry.Deflated()));
        yield return Odd("descriptors without signature", archive => archive.Entries.ForEach(entry =>
            entry.Descriptor = [.. BitConverter.GetBytes(entry.RealCrc), .. BitConverter.GetBytes(entry.Content.Length), .. BitConverter.GetBytes(entry.Content.Length)]));
        yield return Odd("wide descriptors", archive => archive.Entries.ForEach(entry =>
            entry.Descriptor = [.. "PK\x07\x08"u8, .. BitConverter.GetBytes(entry.RealCrc), .. BitConverter.GetBytes((long)entry.Content.Length), .. BitConverter.GetBytes((long)entry.Content.Length)]));
        yield return Odd("padding fields", archive => archive.Entries.ForEach(entry => entry.LocalExtra = [0x46, 0x42, 20, 0, .. new byte[20]]));
        yield return Odd("padding that is no field", archive => archive.Entries.ForEach(entry => entry.LocalExtra = [0, 0, 0]));
        yield return Odd("times of ordinary tools", archive => archive.Entries.ForEach(entry => entry.Extra = [0x55, 0x54, 5, 0, 1, 1, 2, 3, 4]));
        yield return Odd("sizes in zip64 fields", archive => archive.Entries.ForEach(entry =>
        {
            (entry.Size, entry.StoredSize) = (uint.MaxValue, uint.MaxValue);
            entry.Extra = Extra(1, (ulong)entry.Content.Length, (ulong)entry.Content.Length);
            entry.Descriptor = [.. "PK\x07\x08"u8, .. BitConverter.GetBytes(entry.RealCrc), .. BitConverter.GetBytes((long)entry.Content.Length), .. BitConverter.GetBytes((long)entry.Content.Length)];
        }));
        yield return Odd("records nobody knows", archive => archive.Add("archive/notes.txt", "hello"u8.ToArray()));
        yield return Odd("decoy names", archive =>
        {
            archive.Add("archive/data.pkl.bak", [1]);
            archive.Add("archive/sub/data.pkl", [2]);
            archive.Add("archive/data/0.txt", [3]);
        });
        yield return Odd("signatures in the payload", archive =>
        {
            archive.Add("archive/decoy", [.. "PK\x05\x06"u8, .. new byte[18], .. "PK\x01\x02"u8, .. new byte[42], .. "PK\x03\x04"u8]);
        });
        yield return Odd("version with a blank line", archive => archive["archive/version"].Content = " 3\r\n"u8.ToArray());
        yield return Odd("no byte order", archive => archive.Entries.RemoveAt(1));
        yield return Odd("records in another order", archive => archive.Entries.Reverse());

        static TestCaseData Odd(string name, Action<ArchiveBuilder> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Accepted))]
    public void HonestButOddArchivesLoad(Action<ArchiveBuilder> change)
    {
        ArchiveBuilder archive = TorchTree.Archive();
        change(archive);
        byte[] bytes = archive.Build();
        Refusals.ReadAll(bytes);
        using PtFile file = PtFile.Open(bytes);
        Assert.That(file.StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 2, 3, 4, 5 }));
    }

    [Test]
    public void RecordsAreCountedBeforeTheyAreRead()
    {
        LoadLimits limits = LoadLimits.Default with { MaxZipRecords = 3 };
        Refusals.Refused(TorchTree.Archive().Build(), PtErrorKind.LimitExceeded, new() { Limits = limits });
        Refusals.Refused(TorchTree.Archive().Build(), PtErrorKind.LimitExceeded, new() { Limits = LoadLimits.Default with { MaxZipDirectoryBytes = 100 } });
    }

    [Test]
    public void BigEndianStoragesAreTurnedRound()
    {
        byte[] turned = TorchTree.SixFloats;
        for (int at = 0; at < turned.Length; at += 4)
            turned.AsSpan(at, 4).Reverse();
        ArchiveBuilder archive = TorchTree.Archive(null, ("0", turned));
        archive["archive/byteorder"].Content = "big"u8.ToArray();
        using PtFile file = PtFile.Open(archive.Build());
        Assert.That(file.StateDict().Tensor("w").Narrow(1, 1, 1).ToArray<float>(), Is.EqualTo(new[] { 1f, 4 }));
        Assert.That(file.StateDict().Tensor("w").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 2, 3, 4, 5 }));
    }
}
