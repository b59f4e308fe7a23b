using System.Globalization;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary>A scan for people: a line for each file, the names in it below, the worst first.</summary>
/// <param name="context">Where to.</param>
/// <param name="isSingle">One file was asked for: all its names are listed, and no sum follows.</param>
/// <param name="all">List all names of several files, too.</param>
sealed class ScanTable(CommandContext context, bool isSingle, bool all) : IScanWriter
{
    const int ClassColumns = 9;

    int _files;
    int _dangerous;
    int _unreadable;

    public void Add(ScannedFile file)
    {
        _files++;
        _unreadable += file.Errors.Count > 0 ? 1 : 0;
        int dangerous = file.CountOf(GlobalClass.Dangerous);
        _dangerous += dangerous > 0 ? 1 : 0;
        if (file.Scan is null)
            return;
        string container = file.Scan.Container == PtContainerKind.Pickle ? "" : file.Scan.Container.ToString().ToLowerInvariant() + ", ";
        string facts = $": {container}{Figures.Count(file.Scan.Pickles, "pickle")}, {Figures.Count(file.Names.Count, "name")}, "
            + (dangerous > 0 ? $"{Figures.Number(dangerous)} dangerous" : file.Scan.IsWhole ? "none dangerous" : "broken, none dangerous so far")
            + (file.Scan.CodeFiles.Count > 0 ? $"; {Figures.Count(file.Scan.CodeFiles.Count, "file")} of code, which torch.jit.load compiles" : "");
        string name = PlainText.OneLine(file.Path);
        context.Output.WriteLine(PlainText.Fit(name, context.Terminal.Columns is { } columns ? Math.Max(12, columns - facts.Length) : null) + facts);
        Print([.. file.Names.Where(row => isSingle || all || row.First.Rating.Class >= GlobalClass.Unknown)]);
    }

    public void End(int skipped)
    {
        if (isSingle)
            return;
        string others = skipped == 0 ? "" : $"; {Figures.Count(skipped, "other file")} skipped, not PyTorch's";
        if (_files > 0)
            context.Output.WriteLine();
        context.Output.WriteLine($"{Figures.Count(_files, "file")}: {Figures.Number(_dangerous)} dangerous, {Figures.Number(_unreadable)} not readable{others}");
    }

    void Print(ScannedName[] rows)
    {
        if (rows.Length == 0)
            return;
        string[] names = [.. rows.Select(row => PlainText.OneLine(row.First.DottedName))];
        string[] places = [.. rows.Select(row => Place(row.First, row.Count))];
        int width = Math.Min(names.Max(PlainText.Columns), PlainText.MaxColumnWidth);
        // On a terminal the place gives way first: the name is what was looked for.
        if (context.Terminal.Columns is { } columns)
            width = Math.Min(width, Math.Max(12, columns - ClassColumns - 6 - Math.Min(24, places.Max(PlainText.Columns))));
        for (int i = 0; i < rows.Length; i++)
        {
            GlobalRating rating = rows[i].First.Rating;
            string text = $"  {Coloured(rating.Class)}  {PlainText.Pad(PlainText.Fit(names[i], context.Terminal.Columns is null ? null : width), width)}  ";
            int? room = context.Terminal.Columns is { } end ? Math.Max(12, end - ClassColumns - 6 - width) : null;
            context.Output.WriteLine(text + PlainText.Fit(places[i], room));
            if (rating.Effect is { } effect)
                context.Output.WriteLine($"{new string(' ', ClassColumns + 4)}{effect}");
        }
    }

    static string Place(ScannedGlobal global, int count)
    {
        string record = global.Record is null ? "" : PlainText.OneLine(global.Record) + " ";
        return string.Create(CultureInfo.InvariantCulture, $"{record}@0x{global.ByteOffset:x}{(count > 1 ? $" ×{count}" : "")}");
    }

    string Coloured(GlobalClass rating)
    {
        Tone tone = rating switch { GlobalClass.Dangerous => Tone.Alarm, GlobalClass.Unknown => Tone.Notice, _ => Tone.Plain };
        return context.Terminal.Paint(Word(rating).PadRight(ClassColumns), tone);
    }

    /// <summary>A rating as every output says it.</summary>
    public static string Word(GlobalClass rating) => rating switch
    {
        GlobalClass.Dangerous => "dangerous",
        GlobalClass.Unknown => "unknown",
        GlobalClass.Harmless => "harmless",
        _ => "torch",
    };
}
