using System.Text.Json;
using PtFormat.Formats;
using PtFormat.Formats.Export;
using PtFormat.Formats.Script;

namespace PtFormat.Cli;

/// <summary>What archives hold that PyTorch makes a program of, in the JSON of <c>inspect</c>.</summary>
static class InspectJson
{
    /// <summary>Modules and code of a TorchScript archive.</summary>
    public static void Write(Utf8JsonWriter writer, PtFile file, ScriptArchive script)
    {
        writer.WriteStartObject("script");
        writer.WriteNumber("version", file.Container.Version!.Value);
        if (script.BytecodeVersion is { } bytecode)
            writer.WriteNumber("bytecode_version", bytecode);
        else
            writer.WriteNull("bytecode_version");
        Lines(writer, "modules", script.Modules, (line, module) =>
        {
            line.WriteString("path", module.Path);
            line.WriteString("class", module.ClassName);
            if (module.IsTraining is { } training)
                line.WriteBoolean("training", training);
            else
                line.WriteNull("training");
        });
        Lines(writer, "code", script.Code, (line, code) =>
        {
            line.WriteString("file", code.Name);
            line.WriteNumber("bytes", code.ByteLength);
        });
        Texts(writer, "debug_files", script.DebugFiles);
        Texts(writer, "extra_files", script.ExtraFiles);
        writer.WriteEndObject();
    }

    /// <summary>Exported programs, their graphs included.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<ExportedProgram> programs)
    {
        writer.WriteStartArray("programs");
        foreach (ExportedProgram program in programs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", program.Name);
            writer.WriteString("schema", FormattableString.Invariant($"{program.SchemaVersion.Major}.{program.SchemaVersion.Minor}"));
            writer.WriteString("torch", program.TorchVersion);
            Lines(writer, "inputs", program.Inputs, (line, input) => Side(line, input.Argument, ProgramText.Word(input.Kind, input.IsPersistent), input.Target));
            Lines(writer, "outputs", program.Outputs, (line, output) => Side(line, output.Argument, ProgramText.Word(output.Kind), output.Target));
            Lines(writer, "ranges", program.Ranges, (line, range) =>
            {
                line.WriteString("symbol", range.Symbol);
                Number(line, "from", range.Smallest);
                Number(line, "to", range.Largest);
            });
            Lines(writer, "nodes", program.Graph.Nodes, (line, node) =>
            {
                line.WriteString("operator", node.Operator);
                Texts(line, "arguments", node.Arguments.Select(argument => argument.ToString()));
                Texts(line, "outputs", node.Outputs.Select(output => output.ToString()));
            });
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    static void Side(Utf8JsonWriter line, ExportedArgument argument, string kind, string? target)
    {
        line.WriteString("argument", argument.ToString());
        line.WriteString("kind", kind);
        line.WriteString("target", target);
    }

    static void Number(Utf8JsonWriter line, string name, long? value)
    {
        if (value is { } number)
            line.WriteNumber(name, number);
        else
            line.WriteNull(name);
    }

    static void Lines<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> members)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
            writer.WriteRawValue(Json.Line(line => members(line, item)), skipInputValidation: true);
        writer.WriteEndArray();
    }

    static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
