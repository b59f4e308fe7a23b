using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace PtFormat.Fuzz;

/// <summary>One thing to fuzz: what an input is put through, and the small files to start from.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Run">Throws, or ends the process, where a promise is broken.</param>
/// <param name="Seeds">Small files of its kind in the folder of fixtures.</param>
sealed record Harness(string Name, Action<byte[]> Run, Func<string, IEnumerable<byte[]>> Seeds)
{
    const int MaxSeedBytes = 4096;
    // Of exported programs none is smaller: a graph is long in JSON.
    const int MaxProgramSeedBytes = 8192;
    const int MaxTarSeedBytes = 20_000;
    const int TarBlockBytes = 512;

    public static IReadOnlyList<Harness> All { get; } =
    [
        new("pickle", input => PickleOracle.Check(input), PickleSeeds),
        new("zip", input => FileOracle.Check(WithoutChecksums(input)), fixtures => FileSeeds(fixtures, MaxSeedBytes, IsZip)),
        new("legacy", input => FileOracle.Check(input), fixtures => FileSeeds(fixtures, MaxSeedBytes, seed => !IsZip(seed) && !IsTar(seed))),
        new("tar", input => FileOracle.Check(WithTarChecksums(input)), fixtures => FileSeeds(fixtures, MaxTarSeedBytes, IsTar)),
        new("safetensors", input => FileOracle.Check(input), fixtures => PlainSeeds(fixtures, "*.safetensors")),
        new("npy", input => FileOracle.Check(WithoutChecksums(input)), fixtures => PlainSeeds(fixtures, "*.np?")),
        new("dcp", input => DcpOracle.Check(WithoutChecksums(input)), DcpSeeds),
        new("file", input => FileOracle.Check(input), fixtures => FileSeeds(fixtures, MaxSeedBytes, _ => true)),
    ];

    public static Harness Find(string name) => All.FirstOrDefault(harness => harness.Name == name)
        ?? throw new ArgumentException($"there is no harness '{name}'; there are {string.Join(", ", All.Select(harness => harness.Name))}", nameof(name));

    /// <summary>
    /// The same archive with 0, "not computed", for every CRC-32: a mutation would hardly ever hit the right one, and nothing
    /// behind the check would be reached.
    /// </summary>
    static byte[] WithoutChecksums(byte[] zip)
    {
        byte[] mended = [.. zip];
        Zero("PK\x01\x02"u8, 16);
        Zero("PK\x03\x04"u8, 14);
        Zero("PK\x07\x08"u8, 4);
        return mended;

        void Zero(ReadOnlySpan<byte> signature, int checksumOffset)
        {
            int at = 0;
            for (int found; (found = mended.AsSpan(at).IndexOf(signature)) >= 0; at += found + signature.Length)
                if (at + found + checksumOffset + sizeof(uint) <= mended.Length)
                    BinaryPrimitives.WriteUInt32LittleEndian(mended.AsSpan(at + found + checksumOffset), 0);
        }
    }

    /// <summary>The same archive with the right checksum in every header that its sizes lead to.</summary>
    static byte[] WithTarChecksums(byte[] tar)
    {
        byte[] mended = [.. tar];
        for (long at = 0; at + TarBlockBytes <= mended.Length;)
        {
            Span<byte> header = mended.AsSpan((int)at, TarBlockBytes);
            if (!header.ContainsAnyExcept((byte)0))
                break;
            header.Slice(148, 8).Fill((byte)' ');
            int sum = 0;
            foreach (byte b in header)
                sum += b;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.Slice(148, 8));
            long size = 0;
            foreach (byte digit in header.Slice(124, 11))
                size = digit is >= (byte)'0' and <= (byte)'7' ? size * 8 + (digit - '0') : size;
            at += TarBlockBytes + (size + TarBlockBytes - 1) / TarBlockBytes * TarBlockBytes;
        }
        return mended;
    }

    static bool IsZip(byte[] file) => file is [(byte)'P', (byte)'K', 3, 4, ..];

    static bool IsTar(byte[] file) => file.Length > TarBlockBytes && file.AsSpan(257, 5).SequenceEqual("ustar"u8);

    static IEnumerable<byte[]> FileSeeds(string fixtures, int maxBytes, Func<byte[], bool> isOurs) =>
        Directory.EnumerateFiles(fixtures, "*.pt*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => new FileInfo(path).Length <= (Path.GetExtension(path) == ".pt2" ? Math.Max(maxBytes, MaxProgramSeedBytes) : maxBytes)).Select(File.ReadAllBytes).Where(isOurs)
            .DistinctBy(seed => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(seed)));

    static IEnumerable<byte[]> PlainSeeds(string fixtures, string pattern) =>
        Directory.EnumerateFiles(fixtures, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(path => new FileInfo(path).Length <= MaxSeedBytes).Select(File.ReadAllBytes)
            .DistinctBy(seed => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(seed)));

    static IEnumerable<byte[]> DcpSeeds(string fixtures) =>
        Directory.EnumerateFiles(fixtures, ".metadata", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Order(StringComparer.Ordinal).Select(File.ReadAllBytes))
            .Select(files => DcpOracle.Join(files)).Where(seed => seed.Length <= MaxTarSeedBytes);

    static IEnumerable<byte[]> PickleSeeds(string fixtures)
    {
        string folder = Path.Combine(fixtures, "pickle", "2.14");
        using ZLibStream inflated = new(File.OpenRead(Path.Combine(folder, "values.bin")), CompressionMode.Decompress);
        using MemoryStream all = new();
        inflated.CopyTo(all);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "values.json")));
        foreach (JsonElement row in manifest.RootElement.GetProperty("pickles").EnumerateArray())
            if (row.GetProperty("length").GetInt32() is int length and <= MaxSeedBytes)
                yield return all.GetBuffer().AsSpan(row.GetProperty("offset").GetInt32(), length).ToArray();
    }
}
