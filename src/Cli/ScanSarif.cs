using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>
/// A scan as a SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format"): a result for each dangerous or unknown
/// name and for each file that cannot be read.
/// </summary>
sealed class ScanSarif(TextWriter output) : IScanWriter
{
    sealed record Rule(string Id, string Name, string Level, string? Severity, string Short, string Help);

    static readonly Rule[] Rules =
    [
        new("PT001", "DangerousGlobal", "error", "9.8", "A pickle names something that could act in Python.",
            "Unpickling this file in Python would call what it names, with arguments of the file's choice. Do not load it with torch.load(weights_only=False) or pickle.load. "
            + "Ask its author for a state_dict that loads with weights_only=True, or for safetensors."),
        new("PT002", "UnknownGlobal", "note", null, "A pickle names something that is on no list.",
            "The file needs a class or function of its writer's or of a library. Python imports that module when the file is unpickled: load it only where the module is trusted."),
        new("PT003", "UnreadableFile", "error", "5.0", "A file cannot be read, so nobody can tell what is in it.",
            "The file is damaged, or made so that readers disagree about its contents. Fetch it again; if it stays like this, do not load it."),
    ];

    readonly List<ScannedFile> _files = [];

    public void Add(ScannedFile file) => _files.Add(file);

    public void End(int skipped) => Json.Print(output, writer =>
    {
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "ptformat");
        writer.WriteStartArray("rules");
        foreach (Rule rule in Rules)
            Write(writer, rule);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("invocations");
        writer.WriteStartObject();
        // The scan itself: a file that cannot be read is one of its results.
        writer.WriteBoolean("executionSuccessful", true);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartArray("results");
        foreach (ScannedFile file in _files)
            WriteResults(writer, file);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    });

    static void Write(Utf8JsonWriter writer, Rule rule)
    {
        writer.WriteStartObject();
        writer.WriteString("id", rule.Id);
        writer.WriteString("name", rule.Name);
        WriteText(writer, "shortDescription", rule.Short);
        WriteText(writer, "fullDescription", rule.Short);
        writer.WriteStartObject("help");
        writer.WriteString("text", rule.Help);
        writer.WriteString("markdown", rule.Help);
        writer.WriteEndObject();
        writer.WriteStartObject("defaultConfiguration");
        writer.WriteString("level", rule.Level);
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        writer.WriteStartArray("tags");
        writer.WriteStringValue("security");
        writer.WriteEndArray();
        writer.WriteString("precision", "high");
        if (rule.Severity is not null)
            writer.WriteString("security-severity", rule.Severity);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    static void WriteResults(Utf8JsonWriter writer, ScannedFile file)
    {
        foreach ((ScannedGlobal global, int count) in file.Names.Where(row => row.First.Rating.Class >= GlobalClass.Unknown))
        {
            bool isDangerous = global.Rating.Class == GlobalClass.Dangerous;
            string name = PlainText.OneLine(global.DottedName), times = count > 1 ? $" ({Figures.Count(count, "time")})" : "";
            string text = isDangerous ? $"names {name}{times}, which {global.Rating.Effect} in Python" : $"names {name}{times}, which is on no list";
            WriteResult(writer, file.Path, isDangerous ? 0 : 1, text, global.Record, global.FileOffset, $"{global.Record}\n{global.DottedName}");
        }
        foreach (string error in file.Errors)
            WriteResult(writer, file.Path, 2, PlainText.OneLine(error), null, null, error);
    }

    static void WriteResult(Utf8JsonWriter writer, string path, int rule, string text, string? record, long? offset, string identity)
    {
        string uri = Uri(path);
        writer.WriteStartObject();
        writer.WriteString("ruleId", Rules[rule].Id);
        writer.WriteNumber("ruleIndex", rule);
        writer.WriteString("level", Rules[rule].Level);
        WriteText(writer, "message", record is null ? text : $"{PlainText.OneLine(record)} {text}");
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", uri);
        if (!uri.Contains(':', StringComparison.Ordinal))
            writer.WriteString("uriBaseId", "%SRCROOT%");
        writer.WriteEndObject();
        // Services that show a file by lines want a first one; the offset is what counts.
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", 1);
        if (offset is { } at)
        {
            writer.WriteNumber("byteOffset", at);
            writer.WriteNumber("byteLength", 1);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (record is not null)
        {
            writer.WriteStartArray("logicalLocations");
            writer.WriteStartObject();
            writer.WriteString("fullyQualifiedName", record);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteEndArray();
        // Stays the same when tensors in front of the name grow or shrink.
        writer.WriteStartObject("partialFingerprints");
        writer.WriteString("primaryLocationLineHash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Rules[rule].Id}\n{uri}\n{identity}"))) + ":1");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Relative where the file lies below the current folder: services join it to the repository's root.
    static string Uri(string path)
    {
        string full = Path.GetFullPath(path), relative = Path.GetRelativePath(".", full);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? new UriBuilder(System.Uri.UriSchemeFile, "") { Path = full }.Uri.AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(System.Uri.EscapeDataString));
    }
}
