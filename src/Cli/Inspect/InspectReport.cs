using PtFormat.Formats;
using PtFormat.Formats.Export;
using PtFormat.Pickle;

namespace PtFormat.Cli.Inspect;

/// <summary>A file for people: what it is, its tree or list, the names that nobody knows, and the sums.</summary>
/// <param name="context">Where to.</param>
/// <param name="view">How it is wanted.</param>
sealed class InspectReport(CommandContext context, InspectView view)
{
    readonly StorageUses _storages = new();

    public void Print(PtFile file, GlobalCounts globals)
    {
        PrintHeader(file);
        bool isFolded = false;
        using (Progress progress = new(context, "reading", view.Stats ? 2 * file.Tensors.Sum(StorageUses.ElementBytes) : 0))
        {
            Func<TensorEntry, string>? measure = view.Stats ? Measure : null;
            if (view.List)
                new TensorList(context, _storages, measure).Print(file.Tensors);
            else
                isFolded = new TensorTree(context, measure, view.All || view.Stats).Print(new TreeBuilder(_storages, view.All).Build(file.Outline()));

            string Measure(TensorEntry entry)
            {
                if (!TensorStats.AreKnownOf(entry))
                    return "";
                string text = TensorStats.Of(entry, view.Limits, progress.Add, context.Cancellation).ToString();
                progress.Hide();
                return text;
            }
        }
        if (file.Script is { } script)
            ScriptText.PrintSummary(context, file, script);
        PrintPrograms(file);
        PrintGlobals(globals);
        context.Output.WriteLine();
        foreach (string line in _storages.Sums(context.Terminal.Columns))
            context.Output.WriteLine(new PaintedLine(context.Terminal).Add(line));
        if (isFolded)
            context.Output.WriteLine(new PaintedLine(context.Terminal).Add("members that are alike are shown once: --all shows each", Tone.Faint));
    }

    void PrintHeader(PtFile file)
    {
        string header = Header(file), name = PlainText.OneLine(file.Name ?? "");
        // A terminal that is too narrow for both shows the whole name first.
        bool fits = context.Terminal.Columns is not { } columns || PlainText.Columns(name) + 2 + header.Length <= columns;
        context.Output.WriteLine(fits
            ? new PaintedLine(context.Terminal).Add(name, Tone.Strong).Add($": {header}")
            : $"{new PaintedLine(context.Terminal).Add(PlainText.Fit(name, context.Terminal.Columns), Tone.Strong)}\n{new PaintedLine(context.Terminal).Add(header)}");
        foreach ((string key, string value) in file.Container.Metadata)
            context.Output.WriteLine(new PaintedLine(context.Terminal).Add($"  {PlainText.OneLine(key)} = {PlainText.OneLine(value)}", Tone.Faint));
        context.Output.WriteLine();
    }

    void PrintGlobals(GlobalCounts globals)
    {
        GlobalCount[] unknown = [.. globals.All.Where(global => global.Verdict != GlobalVerdict.Allow).Select(global => global with { Name = PlainText.OneLine(global.Name) })];
        if (unknown.Length == 0)
            return;
        context.Output.WriteLine();
        context.Output.WriteLine("unknown classes and functions (kept as names, never run):");
        int width = Math.Min(unknown.Max(global => PlainText.Columns(global.Name)), PlainText.MaxColumnWidth);
        if (context.Terminal.Columns is { } columns)
            width = Math.Min(width, Math.Max(12, columns - 24));
        foreach ((string name, GlobalVerdict verdict, int count) in unknown)
            context.Output.WriteLine($"  {PlainText.Pad(PlainText.Fit(name, context.Terminal.Columns is null ? null : width), width)}  {Figures.Count(count, "time"),9}  {InspectCommand.Word(verdict)}");
    }

    void PrintPrograms(PtFile file)
    {
        if (file.Programs.Count > 0)
            context.Output.WriteLine();
        foreach (ExportedProgram program in file.Programs)
            context.Output.WriteLine($"program {PlainText.OneLine(program.Name)}: {Figures.Count(program.Graph.Nodes.Count, "operation")} from {Figures.Count(program.Inputs.Count, "input")} to {Figures.Count(program.Outputs.Count, "output")}, never run (--graph prints it)");
    }

    // What the file is.
    static string Header(PtFile file)
    {
        PtContainer container = file.Container;
        List<string> facts = [];
        if (container.Version is { } version)
            facts.Add($"version {version}");
        if (container.IsBigEndian is { } big)
            facts.Add(big ? "big-endian" : "little-endian");
        if (container.Kind is PtContainerKind.Shards or PtContainerKind.Dcp)
            facts.Add(Figures.Count(container.Records.Count, "file"));
        if (container.StorageAlignment is { } alignment)
            facts.Add($"aligned to {alignment}");
        return $"{container.Name}{(facts.Count == 0 ? "" : $" ({string.Join(", ", facts)})")}, {Figures.Count(file.ByteLength, "byte")}";
    }
}
