using System.CommandLine;
using System.Text.Json;
using PtFormat.Cli.Inspect;
using PtFormat.Formats;
using PtFormat.Formats.Export;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary><c>ptformat inspect FILE</c>: what is in a file.</summary>
static class InspectCommand
{
    public static Command Create(CommandContext context)
    {
        Argument<string> path = new("FILE") { Description = "A file that PtFormat reads, or a folder of several" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Option<bool> hash = new("--hash") { Description = "With --json: add the SHA-256 of each tensor's elements" };
        Option<bool> list = new("--list") { Description = "A line for each tensor with its whole name, in place of the tree" };
        Option<bool> all = new("--all") { Description = "Show every member of what is alike, and all that pickled modules keep" };
        Option<bool> stats = new("--stats") { Description = "Read the tensors: smallest, largest, mean, standard deviation, a histogram, NaN and infinities" };
        Option<bool> code = new("--code") { Description = "Print the code of a TorchScript archive" };
        Option<bool> graph = new("--graph") { Description = "Print the graph of an exported program (.pt2)" };
        Command command = new("inspect", "Shows what is in a file: tensors with dtype, shape and bytes, plain values, unknown classes.") { path, list, all, stats, json, hash, code, graph };
        LoadArguments load = new(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(hash) && !result.GetValue(json))
                result.AddError("--hash goes with --json");
            if (result.GetValue(code) && (result.GetValue(graph) || result.GetValue(json)) || result.GetValue(graph) && result.GetValue(json))
                result.AddError("--code, --graph and --json are printed one at a time");
        });
        command.SetAction(parsed =>
        {
            GlobalCounts globals = new();
            using PtFile file = PtFile.Open(parsed.GetValue(path)!, globals.Counting(load.Options(parsed)));
            if (parsed.GetValue(code))
                ScriptText.PrintCode(context, file.Script ?? throw new ArgumentException($"{file.Name} is {file.Container.Name}: --code prints that of a TorchScript archive"));
            else if (parsed.GetValue(graph))
                PrintGraphs(context, file);
            else if (parsed.GetValue(json))
                PrintJson(context, file, globals, parsed.GetValue(hash), parsed.GetValue(stats) ? load.Options(parsed).Limits : null);
            else
                new InspectReport(context, new(parsed.GetValue(list), parsed.GetValue(all), parsed.GetValue(stats), load.Options(parsed).Limits)).Print(file, globals);
        });
        return command;
    }

    static void PrintGraphs(CommandContext context, PtFile file)
    {
        if (file.Programs.Count == 0)
            throw new ArgumentException($"{file.Name} is {file.Container.Name}: --graph prints that of an exported program (.pt2); 'ptformat graph' knows the two models of 'predict'");
        foreach (ExportedProgram program in file.Programs)
            new ProgramText(context.Output).Print(program);
    }

    // The contract that docs/cli.md states: members are added, never renamed.
    static void PrintJson(CommandContext context, PtFile file, GlobalCounts globals, bool hash, LoadLimits? stats) => Json.Print(context.Output, writer =>
    {
        Dictionary<Storage, int> storages = new(ReferenceEqualityComparer.Instance);
        long bytes = file.Tensors.Sum(StorageUses.ElementBytes);
        using Progress progress = new(context, "reading", (hash ? bytes : 0) + (stats is null ? 0 : 2 * bytes));
        writer.WriteString("format", file.Container.Name);
        if (file.Container.Metadata.Count > 0)
        {
            writer.WriteStartObject("metadata");
            foreach ((string key, string value) in file.Container.Metadata)
                writer.WriteString(key, value);
            writer.WriteEndObject();
        }
        writer.WriteStartArray("tensors");
        foreach (TensorEntry entry in file.Tensors)
            writer.WriteRawValue(Json.Line(line => WriteTensor(line, entry)), skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteStartArray("globals");
        foreach ((string name, GlobalVerdict verdict, int count) in globals.All)
            writer.WriteRawValue(Json.Line(line =>
            {
                line.WriteString("name", name);
                line.WriteNumber("count", count);
                line.WriteString("verdict", Word(verdict));
            }), skipInputValidation: true);
        writer.WriteEndArray();
        if (file.Script is { } script)
            InspectJson.Write(writer, file, script);
        if (file.Programs.Count > 0)
            InspectJson.Write(writer, file.Programs);

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
            {
                line.WriteString("sha256", TensorHash.Sha256(entry, cancellation: context.Cancellation));
                progress.Add(StorageUses.ElementBytes(entry));
            }
            if (stats is not null)
                WriteStats(line, TensorStats.AreKnownOf(entry) ? TensorStats.Of(entry, stats, progress.Add, context.Cancellation) : null);
        }

        int StorageNumber(Storage storage)
        {
            storages.TryAdd(storage, storages.Count);
            return storages[storage];
        }
    });

    static void WriteStats(Utf8JsonWriter line, TensorStats? stats)
    {
        if (stats is null)
        {
            line.WriteNull("stats");
            return;
        }
        line.WriteStartObject("stats");
        foreach ((string name, double value) in new[] { ("min", stats.Min), ("max", stats.Max), ("mean", stats.Mean), ("std", stats.Std) })
            if (double.IsFinite(value))
                line.WriteNumber(name, value);
            else
                line.WriteNull(name);
        line.WriteNumber("nan", stats.NaN);
        line.WriteNumber("infinite", stats.Infinite);
        WriteNumbers(line, "histogram", [.. stats.Histogram], isNull: false);
        line.WriteEndObject();
    }

    /// <summary>A verdict as the listings say it.</summary>
    public static string Word(GlobalVerdict verdict) => verdict switch
    {
        GlobalVerdict.Allow => "allowed",
        GlobalVerdict.Inert => "inert",
        _ => "refused",
    };

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
}
