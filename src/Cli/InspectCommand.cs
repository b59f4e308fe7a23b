using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat inspect FILE</c>: what is in a file.</summary>
static class InspectCommand
{
    public static Command Create(TextWriter output)
    {
        Argument<string> path = new("FILE") { Description = "A file that torch.save wrote" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Option<bool> hash = new("--hash") { Description = "With --json: add the SHA-256 of each tensor's elements" };
        Command command = new("inspect", "Lists the tensors of a file: name, size, dtype, bytes.") { path, json, hash };
        LoadArguments load = new(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(hash) && !result.GetValue(json))
                result.AddError("--hash goes with --json");
        });
        command.SetAction(parsed =>
        {
            using PtFile file = PtFile.Open(parsed.GetValue(path)!, load.Options(parsed));
            if (parsed.GetValue(json))
                PrintJson(output, file, parsed.GetValue(hash));
            else
                PrintTable(output, file);
        });
        return command;
    }

    static void PrintTable(TextWriter output, PtFile file)
    {
        Dictionary<Storage, string> firstUses = new(ReferenceEqualityComparer.Instance);
        List<string[]> rows = [];
        long elements = 0;
        foreach (TensorEntry entry in file.Tensors)
        {
            string name = Name(entry.Path), note = "";
            bool hasBytes = entry is { Kind: TensorKind.Strided, Tensor: not null };
            if (hasBytes && !firstUses.TryAdd(entry.Tensor!.Storage, name))
                note = $"shares the storage of {firstUses[entry.Tensor.Storage]}";
            else if (entry.Kind != TensorKind.Strided)
                note = entry.Kind == TensorKind.Meta ? "meta" : entry.LayoutName;
            long bytes = hasBytes ? entry.Tensor!.ElementCount * entry.Tensor.DType.ItemSize() : 0;
            elements += hasBytes ? entry.Tensor!.ElementCount : 0;
            rows.Add([name, entry.Shape is { } shape ? $"torch.Size({shape})" : "", entry.DTypeName, hasBytes ? $"{Number(bytes)} bytes" : "", note]);
        }

        output.WriteLine(Header(file));
        if (rows.Count > 0)
            output.WriteLine();
        int[] widths = [.. Enumerable.Range(0, 4).Select(column => rows.Count == 0 ? 0 : rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
            output.WriteLine($"{row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadRight(widths[2])}  {row[3].PadLeft(widths[3])}  {row[4]}".TrimEnd());
        output.WriteLine();
        long stored = firstUses.Keys.Sum(storage => storage.ByteLength);
        output.WriteLine($"{Count(rows.Count, "tensor")}, {Count(elements, "element")}, {Count(stored, "byte")} in {Count(firstUses.Count, "storage")}");
    }

    static string Header(PtFile file)
    {
        PtContainer container = file.Container;
        List<string> facts = [];
        if (container.Version is { } version)
            facts.Add($"version {version}");
        if (container.IsBigEndian is { } big)
            facts.Add(big ? "big-endian" : "little-endian");
        if (container.StorageAlignment is { } alignment)
            facts.Add($"aligned to {alignment}");
        return $"{CommandLineProgram.OneLine(file.Name ?? "")}: {container.Name}{(facts.Count == 0 ? "" : $" ({string.Join(", ", facts)})")}, {Count(file.ByteLength, "byte")}";
    }

    // The contract that docs/cli.md states: members are added, never renamed.
    static void PrintJson(TextWriter output, PtFile file, bool hash) => Json.Print(output, writer =>
    {
        Dictionary<Storage, int> storages = new(ReferenceEqualityComparer.Instance);
        writer.WriteString("format", file.Container.Name);
        writer.WriteStartArray("tensors");
        foreach (TensorEntry entry in file.Tensors)
        {
            writer.WriteRawValue(Json.Line(line => WriteTensor(line, entry)), skipInputValidation: true);
        }
        writer.WriteEndArray();

        void WriteTensor(Utf8JsonWriter line, TensorEntry entry)
        {
            Tensor? strided = entry.Kind is TensorKind.Strided or TensorKind.Meta ? entry.Tensor : null;
            line.WriteString("path", entry.Path);
            line.WriteString("dtype", entry.DTypeName);
            line.WriteString("layout", entry.LayoutName);
            WriteNumbers(line, "shape", entry.Shape is { } shape ? shape.AsSpan() : null, entry.Shape is null);
            WriteNumbers(line, "stride", strided is null ? null : strided.Layout.Strides, strided is null);
            WriteNumber(line, "offset", strided?.Layout.Offset);
            WriteNumber(line, "storage", entry.Kind == TensorKind.Strided ? StorageNumber(strided!.Storage) : null);
            line.WriteBoolean("requires_grad", entry.RequiresGrad);
            if (hash)
                line.WriteString("sha256", TensorHash.Sha256(entry));
        }

        int StorageNumber(Storage storage)
        {
            storages.TryAdd(storage, storages.Count);
            return storages[storage];
        }
    });

    static void WriteNumbers(Utf8JsonWriter writer, string name, ReadOnlySpan<long> values, bool isNull)
    {
        if (isNull)
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartArray(name);
        foreach (long value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    static void WriteNumber(Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
        else
            writer.WriteNull(name);
    }

    // A state_dict's keys read better bare; any longer path is shown as the Python that leads there.
    static string Name(string path) =>
        path.StartsWith("['", StringComparison.Ordinal) && path.IndexOf("']", StringComparison.Ordinal) == path.Length - 2 ? path[2..^2] : path.Length == 0 ? "(the root)" : path;

    static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    static string Count(long count, string thing) => $"{Number(count)} {thing}{(count == 1 ? "" : "s")}";
}
