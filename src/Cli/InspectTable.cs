using PtFormat.Formats;
using PtFormat.Formats.Export;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary>A file as a table for people: a state_dict as a list, anything else as a tree with its plain values.</summary>
sealed class InspectTable(CommandContext context)
{
    // A tree's values start here at the latest; longer names push their own line.
    const int MaxNameColumns = 44;

    // As torch prints them, and left away where a line would not fit.
    const string SizeOf = "torch.Size(";
    const string Shares = "shares the storage of ";

    readonly Dictionary<Storage, string> _firstUses = new(ReferenceEqualityComparer.Instance);
    long _elements;

    // Cells are the columns of a tensor: shape, dtype, bytes, note; a value has one that runs to the line's end.
    sealed record Line(string Name, string[] Cells);

    public void Print(PtFile file, GlobalCounts globals)
    {
        IReadOnlyList<OutlineRow> outline = file.Outline();
        List<Line> lines = [.. IsStateDict(outline) ? outline.Where(row => row.Tensor is not null).Select(Flat) : Unfolded(outline).Select(Indented)];
        string header = Header(file);
        string name = PlainText.OneLine(file.Name ?? "");
        context.Output.WriteLine(PlainText.Fit(name, context.Terminal.Columns is { } columns ? Math.Max(12, columns - header.Length) : null) + header);
        foreach ((string key, string value) in file.Container.Metadata)
            context.Output.WriteLine(context.Terminal.Columns is { } width ? PlainText.FitEnd(Metadata(key, value), width) : Metadata(key, value));
        if (lines.Count > 0)
            context.Output.WriteLine();
        PrintLines(lines);
        if (file.Script is { } script)
            ScriptText.PrintSummary(context, file, script);
        PrintPrograms(file);
        PrintGlobals(globals);
        context.Output.WriteLine();
        long stored = _firstUses.Keys.Sum(storage => storage.ByteLength);
        context.Output.WriteLine($"{Figures.Count(outline.Count(row => row.Tensor is not null), "tensor")}, {Figures.Count(_elements, "element")}, {Figures.Count(stored, "byte")} in {Figures.Count(_firstUses.Count, "storage")}");
    }

    // Nothing but tensors, and what they are made of: no line would be lost in a list of them.
    static bool IsStateDict(IReadOnlyList<OutlineRow> outline) => outline[0].Tensor is not null || outline.Skip(1).All(row => row.Tensor is not null)
        || Unfolded(outline).All(row => row.Depth <= 1 && (row.Tensor is not null || row.Key == "._metadata"));

    // A root that is a dict goes without saying, and the versions that a state_dict keeps of its modules are noise.
    static IEnumerable<OutlineRow> Unfolded(IReadOnlyList<OutlineRow> outline)
    {
        int hidden = int.MaxValue;
        foreach (OutlineRow row in outline.Skip(outline[0].Text.Contains("dict of", StringComparison.OrdinalIgnoreCase) ? 1 : 0))
        {
            if (row.Depth > hidden && row.Tensor is null)
                continue;
            hidden = row.Key == "._metadata" ? row.Depth : int.MaxValue;
            yield return row;
        }
    }

    Line Flat(OutlineRow row) => new(TensorNames.Show(row.Tensor!.Path), Cells(row.Tensor));

    Line Indented(OutlineRow row)
    {
        string name = new string(' ', 2 * Math.Max(0, Math.Min(row.Depth, 20) - 1)) + Key(row.Key);
        return new(row.Depth == 0 ? "(the root)" : name, row.Tensor is { } tensor ? Cells(tensor) : [PlainText.OneLine(row.Text)]);
    }

    // A text key stands bare where nobody could take it for something else: a number, an index, an attribute.
    static string Key(string key)
    {
        bool isText = key.Length > 4 && key.StartsWith("['", StringComparison.Ordinal);
        return PlainText.OneLine(isText && key[2..^2].All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or ' ' or '/') && key[2] != '.' && key[2..^2].Any(char.IsLetter) ? key[2..^2] : key);
    }

    string[] Cells(TensorEntry entry)
    {
        string name = TensorNames.Show(entry.Path), note = "";
        bool hasBytes = entry is { Kind: TensorKind.Strided, Tensor: not null };
        if (hasBytes && !_firstUses.TryAdd(entry.Tensor!.Storage, name))
            note = Shares + PlainText.Fit(_firstUses[entry.Tensor.Storage], PlainText.MaxColumnWidth);
        else if (entry.Kind != TensorKind.Strided)
            note = entry.Kind == TensorKind.Meta ? "meta" : entry.LayoutName;
        long bytes = hasBytes ? entry.Tensor!.ElementCount * entry.Tensor.DType.ItemSize() : 0;
        _elements += hasBytes ? entry.Tensor!.ElementCount : 0;
        return [entry.Shape is { } shape ? $"{SizeOf}{shape})" : "", entry.DTypeName, hasBytes ? $"{Figures.Number(bytes)} bytes" : "", note];
    }

    void PrintLines(List<Line> lines)
    {
        List<Line> tensors = [.. lines.Where(line => line.Cells.Length > 1)];
        int longest = lines.Count == 0 ? 0 : lines.Max(line => PlainText.Columns(line.Name));
        int[] widths = Widths(tensors);
        if (tensors.Count > 0 && longest + widths.Sum() + 8 > context.Terminal.Columns)
        {
            tensors.ForEach(Shorten);
            widths = Widths(tensors);
        }
        // On a terminal the name gives way, so that size, dtype and bytes stand on the same line.
        int? room = context.Terminal.Columns is { } columns ? Math.Max(12, columns - widths[..3].Sum() - 6) : null;
        int nameWidth = Math.Min(longest, room ?? PlainText.MaxColumnWidth);
        if (tensors.Count < lines.Count)
            nameWidth = Math.Min(nameWidth, Math.Max(MaxNameColumns, tensors.Count == 0 ? 0 : tensors.Max(line => PlainText.Columns(line.Name))));
        foreach ((string name, string[] cells) in lines)
        {
            string text = PlainText.Pad(PlainText.Fit(name, context.Terminal.Columns is null ? null : nameWidth), nameWidth) + "  "
                + (cells.Length == 1 ? cells[0] : $"{cells[0].PadRight(widths[0])}  {cells[1].PadRight(widths[1])}  {cells[2].PadLeft(widths[2])}  {cells[3]}");
            context.Output.WriteLine(context.Terminal.Columns is { } end ? PlainText.FitEnd(text.TrimEnd(), end) : text.TrimEnd());
        }
    }

    static int[] Widths(List<Line> tensors) =>
        [.. Enumerable.Range(0, 4).Select(column => tensors.Count == 0 ? 0 : tensors.Max(line => PlainText.Columns(line.Cells[column])))];

    static void Shorten(Line line)
    {
        if (line.Cells[0].StartsWith(SizeOf, StringComparison.Ordinal))
            line.Cells[0] = line.Cells[0][SizeOf.Length..^1];
        if (line.Cells[3].StartsWith(Shares, StringComparison.Ordinal))
            line.Cells[3] = $"shares {line.Cells[3][Shares.Length..]}";
    }

    void PrintGlobals(GlobalCounts globals)
    {
        (string Name, GlobalVerdict Verdict, int Count)[] unknown = [.. globals.All.Where(global => global.Verdict != GlobalVerdict.Allow).Select(global => global with { Name = PlainText.OneLine(global.Name) })];
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

    static string Metadata(string key, string value) => $"  {PlainText.OneLine(key)} = {PlainText.OneLine(value)}";

    // What follows the file's name.
    static string Header(PtFile file)
    {
        PtContainer container = file.Container;
        List<string> facts = [];
        if (container.Version is { } version)
            facts.Add($"version {version}");
        if (container.IsBigEndian is { } big)
            facts.Add(big ? "big-endian" : "little-endian");
        if (container.Kind == PtContainerKind.Shards)
            facts.Add(Figures.Count(container.Records.Count, "file"));
        if (container.StorageAlignment is { } alignment)
            facts.Add($"aligned to {alignment}");
        return $": {container.Name}{(facts.Count == 0 ? "" : $" ({string.Join(", ", facts)})")}, {Figures.Count(file.ByteLength, "byte")}";
    }
}
