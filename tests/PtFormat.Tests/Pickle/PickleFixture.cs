using System.IO.Compression;
using System.Text.Json;

namespace PtFormat.Tests.Pickle;

/// <summary>One pickle that a real Python wrote.</summary>
sealed record PickleFixture(string Version, string Name, int Protocol, byte[] Bytes, string? Repr)
{
    static readonly string[] Versions = ["1.13", "2.6", "2.14"];

    public static IReadOnlyList<PickleFixture> All { get; } = [.. Versions.SelectMany(Load)];

    public override string ToString() => $"{Version} {Name} protocol {Protocol}";

    static List<PickleFixture> Load(string version)
    {
        using FileStream file = File.OpenRead(Repository.Path("fixtures", "pickle", version, "values.bin"));
        using ZLibStream inflated = new(file, CompressionMode.Decompress);
        using MemoryStream all = new();
        inflated.CopyTo(all);
        byte[] bytes = all.ToArray();
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("fixtures", "pickle", version, "values.json")));
        List<PickleFixture> fixtures = [];
        foreach (JsonElement row in manifest.RootElement.GetProperty("pickles").EnumerateArray())
        {
            int offset = row.GetProperty("offset").GetInt32();
            fixtures.Add(new(version, row.GetProperty("name").GetString()!, row.GetProperty("protocol").GetInt32(),
                bytes[offset..(offset + row.GetProperty("length").GetInt32())], row.GetProperty("repr").GetString()));
        }
        return fixtures;
    }
}
