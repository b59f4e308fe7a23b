using System.Text.Json;
using System.Text.RegularExpressions;
using PtFormat.Tests.Cli;

namespace PtFormat.Tests.House;

/// <summary>Every fixture file, and what each reader makes of it: PyTorch, safetensors and NumPy by fixtures/conformance.json, PtFormat now.</summary>
sealed partial class FixtureReaders
{
    /// <summary>The readers in the page's order.</summary>
    public static readonly string[] All =
    [
        "PtFormat", "PtFormat tensors-only", "torch 1.13", "torch 1.13 weights_only", "torch 2.6", "torch 2.6 weights_only", "torch 2.14", "torch 2.14 weights_only", "safetensors", "numpy",
    ];

    const string Distributed = "dcp";

    readonly Dictionary<string, Dictionary<string, string>> _refusals = new(StringComparer.Ordinal);

    static readonly Lazy<FixtureReaders> Asked = new(() => new());

    /// <summary>Asked once in a process.</summary>
    public static FixtureReaders Now => Asked.Value;

    // Reads what the others said, and asks PtFormat.
    FixtureReaders()
    {
        using JsonDocument others = JsonDocument.Parse(File.ReadAllText(Repository.Path("fixtures", "conformance.json")));
        foreach (JsonProperty file in others.RootElement.GetProperty("files").EnumerateObject())
        {
            Dictionary<string, string> refusals = file.Value.EnumerateObject().ToDictionary(reader => reader.Name, reader => reader.Value.GetString()!);
            string path = Repository.Path(["fixtures", .. file.Name.Split('/')]);
            Ask("PtFormat", path, refusals);
            Ask("PtFormat tensors-only", path, refusals, "--policy", "tensors-only");
            _refusals.Add(file.Name, refusals);
        }
        Versions = others.RootElement.GetProperty("versions").EnumerateObject()
            .ToDictionary(version => version.Name, version => string.Join(", ", version.Value.EnumerateObject().Select(part => $"{part.Name} {part.Value.GetString()}")));
    }

    /// <summary>The files that were asked about, as paths below fixtures.</summary>
    public IEnumerable<string> Files => _refusals.Keys;

    /// <summary>What the other readers are, by the version of PyTorch.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; }

    /// <summary>
    /// The files on disk that a reader could be asked about, and the folders that are distributed checkpoints; those of <c>pickle</c> are
    /// opcodes behind each other, no file of anybody's.
    /// </summary>
    public static IEnumerable<string> OnDisk() => Directory.EnumerateFiles(Repository.Path("fixtures"), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Path("fixtures"), path).Replace('\\', '/'))
        .Where(path => path.Count(c => c == '/') == 2 && Path.GetExtension(path) is not (".py" or ".json" or ".png" or ".md" or ".pyc" or ".dat" or "") && !path.Contains("__pycache__", StringComparison.Ordinal) && !path.StartsWith("pickle/", StringComparison.Ordinal))
        .Concat(Directory.EnumerateFiles(Repository.Path("fixtures", Distributed), ".metadata", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Path("fixtures"), Path.GetDirectoryName(path)!).Replace('\\', '/')));

    /// <summary>Null where the reader reads the file, else why not; <c>differs</c> where it reads other tensors.</summary>
    public string? Refusal(string file, string reader) => _refusals[file].GetValueOrDefault(reader);

    /// <summary>Whether a file is of the reader's formats.</summary>
    public static bool IsFor(string file, string reader) => reader.StartsWith("PtFormat", StringComparison.Ordinal) || Path.GetExtension(file) switch
    {
        // dcp_to_torch_save of the versions that have it.
        "" when file.StartsWith(Distributed + "/", StringComparison.Ordinal) => reader is "torch 2.6" or "torch 2.14",
        ".safetensors" => reader == "safetensors",
        ".npy" or ".npz" => reader == "numpy",
        // torch.export.load has no weights_only.
        ".pt2" => reader.StartsWith("torch", StringComparison.Ordinal) && !reader.EndsWith("weights_only", StringComparison.Ordinal),
        _ => reader.StartsWith("torch", StringComparison.Ordinal),
    };

    static void Ask(string reader, string path, Dictionary<string, string> refusals, params string[] options)
    {
        (int code, string output, string error) = CommandLine.Run(["inspect", path, "--json", "--hash", .. options]);
        if (code != 0)
            refusals[reader] = Place().Replace(error["ptformat: ".Length..].TrimEnd('\n').Replace(path, "", StringComparison.Ordinal), "").TrimStart(':', ' ', '!');
        else if (Expected(path) is { } expected)
        {
            using JsonDocument found = JsonDocument.Parse(output);
            if (!found.RootElement.GetProperty("tensors").EnumerateArray().Select(Content).SequenceEqual(expected))
                refusals[reader] = "differs";
        }
    }

    static string[]? Expected(string path)
    {
        string manifest = Path.Combine(Path.GetDirectoryName(path)!, "manifest.json");
        if (!File.Exists(manifest))
            return null;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(manifest));
        if (!document.RootElement.TryGetProperty("files", out JsonElement files) || !files.TryGetProperty(Path.GetFileName(path), out JsonElement facts))
            return null;
        if (facts.TryGetProperty("objects", out JsonElement objects) && objects.ValueKind == JsonValueKind.Array)
            facts = objects[0];
        return facts.TryGetProperty("tensors", out JsonElement tensors) ? [.. tensors.EnumerateArray().Select(Content)] : null;
    }

    static string Content(JsonElement tensor) =>
        string.Join('|', new[] { "path", "dtype", "shape", "sha256" }.Select(name => JsonSerializer.Serialize(tensor.GetProperty(name))));

    // The archive's record and the place in it differ from file to file.
    [GeneratedRegex(@"\S+ @0x[0-9a-f]+: ")]
    private static partial Regex Place();
}
