using System.Text.Json;
using PtFormat.Formats;

namespace PtFormat.Tests.Formats;

/// <summary>What a real PyTorch said of the files it wrote (fixtures/manifest.py).</summary>
sealed class Manifest
{
    /// <summary>The versions of PyTorch that wrote fixtures.</summary>
    public static readonly string[] Versions = ["1.13", "2.6", "2.14"];

    // What names something that could act in Python, and is refused for it.
    static readonly (string File, string Name)[] Refused =
    [
        // A list of builtins, among them open, which empties files.
        ("values/1.13/globals-2.pt", "io.open"),
        ("values/1.13/globals-4.pt", "io.open"),
        ("values/*/globals-2.pt", "_io.open"),
        ("values/*/globals-4.pt", "_io.open"),
        // Bound methods are pickled as getattr of an object: what that runs is up to the object.
        ("modules/*/lazy.pt", "builtins.getattr"),
        ("optim/1.13/scheduler-onecycle.pt", "builtins.getattr"),
    ];

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

    /// <summary>True for formats without a pickle, which other libraries wrote.</summary>
    public bool IsPlainFile => Format is "safetensors" or "npy" or "npz";

    /// <summary>True for PyTorch's own formats.</summary>
    public bool IsTorchFile => Format is "zip" or "legacy" or "tar" or "pickle";

    /// <summary>The name for which the default policy refuses the file, or null.</summary>
    public string? RefusedName => Array.Find(Refused, refused => Matches(refused.File)).Name;

    /// <summary>What PyTorch found in the file, one for each object in it; null where it could not read the file.</summary>
    public IReadOnlyList<JsonElement>? Objects => Facts.TryGetProperty("objects", out JsonElement objects) && objects.ValueKind == JsonValueKind.Array
        ? [.. objects.EnumerateArray()]
        : Facts.TryGetProperty("tensors", out _) ? [Facts] : null;

    /// <summary>Every object in the file.</summary>
    public IReadOnlyList<PtFile> Open(PtLoadOptions? options = null) => Facts.TryGetProperty("objects", out _)
        ? PtFile.OpenAll(FilePath, options)
        : [PtFile.Open(FilePath, options)];

    public override string ToString() => Path.GetRelativePath(Repository.Path("fixtures"), FilePath).Replace('\\', '/');

    bool Matches(string pattern)
    {
        string[] wanted = pattern.Split('/'), parts = ToString().Split('/');
        return wanted.Length == parts.Length && !wanted.Zip(parts).Any(pair => pair.First != "*" && pair.First != pair.Second);
    }
}
