using System.Text.Json;

namespace PtFormat.Tests.Formats;

/// <summary>What a real PyTorch said of the files it wrote (fixtures/manifest.py).</summary>
sealed class Manifest
{
    /// <summary>The versions of PyTorch that wrote fixtures.</summary>
    public static readonly string[] Versions = ["1.13", "2.6", "2.14"];

    /// <summary>Every fixture file that a manifest describes.</summary>
    public static IEnumerable<Manifest> All()
    {
        foreach (string path in Directory.EnumerateFiles(Repository.Path("fixtures"), "manifest.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!document.RootElement.TryGetProperty("files", out JsonElement files))
                continue;
            foreach (JsonProperty file in files.EnumerateObject())
                yield return new(Path.Combine(Path.GetDirectoryName(path)!, file.Name), file.Value.Clone());
        }
    }

    Manifest(string file, JsonElement facts) => (FilePath, Facts) = (file, facts);

    public string FilePath { get; }

    public JsonElement Facts { get; }

    /// <summary>The folder of fixtures that the file belongs to: <c>views</c>.</summary>
    public string Case => ToString().Split('/')[0];

    public string? Format => Facts.TryGetProperty("format", out JsonElement format) ? format.GetString() : null;

    public override string ToString() => Path.GetRelativePath(Repository.Path("fixtures"), FilePath).Replace('\\', '/');
}
