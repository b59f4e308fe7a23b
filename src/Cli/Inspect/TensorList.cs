using PtFormat.Formats;

namespace PtFormat.Cli.Inspect;

/// <summary>A line for each tensor, with its whole name: what <c>grep</c> looks through.</summary>
/// <param name="context">Where to.</param>
/// <param name="storages">Told of every tensor.</param>
/// <param name="measure">Says of each tensor what <c>--stats</c> adds; null where nothing is asked for.</param>
sealed class TensorList(CommandContext context, StorageUses storages, Func<TensorEntry, string>? measure)
{
    const string Gap = "  ";

    public void Print(IReadOnlyList<TensorEntry> tensors)
    {
        Line[] lines = [.. tensors.Select(LineOf)];
        if (lines.Length == 0)
            return;
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => lines.Max(line => line.Cells[column].Length))];
        // On a terminal the name gives way, so that size, dtype and bytes stand on the same line.
        int? room = context.Terminal.Columns is { } columns ? Math.Max(12, columns - widths.Sum() - 6) : null;
        int nameWidth = Math.Min(lines.Max(line => PlainText.Columns(line.Name)), room ?? PlainText.MaxColumnWidth);
        foreach ((TensorEntry entry, string name, string[] cells, string note) in lines)
        {
            PaintedLine text = new(context.Terminal);
            text.Add(PlainText.Pad(PlainText.Fit(name, room is null ? null : nameWidth), nameWidth)).Add(Gap);
            text.Add(cells[0].PadRight(widths[0])).Add(Gap).Add(cells[1].PadRight(widths[1]), Tone.Kind).Add(Gap).Add(cells[2].PadLeft(widths[2]));
            if (measure?.Invoke(entry) is { Length: > 0 } measured)
                text.Add(Gap).Add(measured);
            context.Output.WriteLine(note.Length > 0 ? text.Add(Gap).Add(note, Tone.Notice) : text);
        }
    }

    Line LineOf(TensorEntry entry)
    {
        string note = StorageUses.Note(entry, storages.Add(entry));
        string bytes = entry.Kind == TensorKind.Strided ? $"{Figures.Number(StorageUses.ElementBytes(entry))} bytes" : "";
        return new(entry, TensorNames.Show(entry.Path), [entry.Shape?.ToString() ?? "", entry.DTypeName, bytes], note);
    }

    sealed record Line(TensorEntry Entry, string Name, string[] Cells, string Note);
}
