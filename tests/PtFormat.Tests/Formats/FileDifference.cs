using System.IO.Compression;
using PtFormat.Pickle;

namespace PtFormat.Tests.Formats;

/// <summary>Where two archives that should be the same bytes part, in words.</summary>
static class FileDifference
{
    public static string Describe(byte[] expected, byte[] actual)
    {
        Dictionary<string, byte[]> wanted = Records(expected), found = Records(actual);
        if (!wanted.Keys.SequenceEqual(found.Keys))
            return $"records\n  expected: {string.Join(' ', wanted.Keys)}\n  found:    {string.Join(' ', found.Keys)}";
        foreach ((string name, byte[] bytes) in wanted)
            if (!bytes.AsSpan().SequenceEqual(found[name]))
                return name.EndsWith(".pkl", StringComparison.Ordinal) ? $"{name}\n{Pickles(bytes, found[name])}" : $"{name}: expected {Text(bytes)}\nfound {Text(found[name])}";
        int at = expected.AsSpan().CommonPrefixLength(actual);
        return $"only in the container: {expected.Length} and {actual.Length} bytes, from {at:x} on\n  expected: {Text(expected[at..])}\n  found:    {Text(actual[at..])}";
    }

    public static string Pickles(byte[] expected, byte[] actual)
    {
        string[] left = [.. PickleDisassembler.Lines(expected)], right = [.. PickleDisassembler.Lines(actual)];
        int at = 0;
        while (at < Math.Min(left.Length, right.Length) && left[at] == right[at])
            at++;
        int start = Math.Max(0, at - 4);
        return $"expected:\n{string.Join("\n", left.Skip(start).Take(9))}\nfound:\n{string.Join("\n", right.Skip(start).Take(9))}";
    }

    static Dictionary<string, byte[]> Records(byte[] archive)
    {
        using ZipArchive zip = new(new MemoryStream(archive));
        Dictionary<string, byte[]> records = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using MemoryStream bytes = new();
            using Stream stream = entry.Open();
            stream.CopyTo(bytes);
            records[entry.FullName] = bytes.ToArray();
        }
        return records;
    }

    static string Text(byte[] bytes) => Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 60)));
}
