using System.Text.Json;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>A scan as one JSON object, by the contract in docs/cli.md.</summary>
sealed class ScanJson(TextWriter output) : IScanWriter
{
    readonly List<ScannedFile> _files = [];

    public void Add(ScannedFile file) => _files.Add(file);

    public void End(int skipped) => Json.Print(output, writer =>
    {
        writer.WriteBoolean("ok", _files.All(file => file.Errors.Count == 0 && file.Scan is { IsDangerous: false }));
        writer.WriteNumber("dangerous", _files.Count(file => file.Scan is { IsDangerous: true }));
        writer.WriteNumber("unreadable", _files.Count(file => file.Errors.Count > 0));
        writer.WriteNumber("skipped", skipped);
        writer.WriteStartArray("files");
        foreach (ScannedFile file in _files)
        {
            writer.WriteStartObject();
            writer.WriteString("file", file.Path);
            writer.WriteString("format", file.Scan?.Container.ToString().ToLowerInvariant());
            writer.WriteNumber("pickles", file.Scan?.Pickles ?? 0);
            writer.WriteStartArray("code");
            foreach (string code in file.Scan?.CodeFiles ?? [])
                writer.WriteStringValue(code);
            writer.WriteEndArray();
            writer.WriteStartArray("globals");
            foreach ((ScannedGlobal first, int count) in file.Names)
                writer.WriteRawValue(Json.Line(line => Write(line, first, count)), skipInputValidation: true);
            writer.WriteEndArray();
            writer.WriteStartArray("errors");
            foreach (string error in file.Errors)
                writer.WriteStringValue(error);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    static void Write(Utf8JsonWriter line, ScannedGlobal global, int count)
    {
        line.WriteString("name", global.DottedName);
        line.WriteString("verdict", ScanTable.Word(global.Rating.Class));
        line.WriteString("effect", global.Rating.Effect);
        line.WriteNumber("count", count);
        line.WriteString("record", global.Record);
        line.WriteNumber("offset", global.ByteOffset);
        if (global.FileOffset is { } offset)
            line.WriteNumber("file_offset", offset);
        else
            line.WriteNull("file_offset");
        line.WriteString("opcode", Opcodes.Name(global.Opcode));
    }
}
