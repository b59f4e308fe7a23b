using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PtFormat.Formats;
using PtFormat.Pickle;

namespace PtFormat.Cli;

/// <summary><c>ptformat diff A B</c>: which tensors of two files differ, and how far.</summary>
static class DiffCommand
{
    enum State
    {
        Equal,
        OnlyInA,
        OnlyInB,
        Layout,
        Shape,
        DType,
        Values,
    }

    sealed record Row(string Path, State State, TensorEntry? A, TensorEntry? B, TensorDifference? Difference);

    public static Command Create(CommandContext context)
    {
        Argument<string> a = new("A") { Description = "A file that PtFormat reads, or a folder of several" };
        Argument<string> b = new("B") { Description = "Another one" };
        Option<bool> all = new("--all") { Description = "Print equal tensors, too" };
        Option<bool> json = new("--json") { Description = "Print one JSON object for programs" };
        Command command = new("diff", "Compares the tensors of two files: names, shapes, dtypes, values. Exit code 1 where they differ.") { a, b, all, json };
        LoadArguments load = new(command);
        command.SetAction(parsed =>
        {
            PtLoadOptions options = load.Options(parsed);
            using PtFile left = PtFile.Open(parsed.GetValue(a)!, options), right = PtFile.Open(parsed.GetValue(b)!, options);
            List<Row> rows;
            using (Progress progress = new(context, "comparing", left.ByteLength + right.ByteLength))
                rows = [.. Compare(left, right, options.Limits, progress, context.Cancellation)];
            bool differ = rows.Any(row => row.State != State.Equal);
            if (parsed.GetValue(json))
                PrintJson(context.Output, rows, parsed.GetValue(all));
            else
                Print(context, rows, parsed.GetValue(all));
            return differ ? CommandLineProgram.BadFile : CommandLineProgram.Done;
        });
        return command;
    }

    static IEnumerable<Row> Compare(PtFile a, PtFile b, LoadLimits limits, Progress progress, CancellationToken cancellation)
    {
        // Paths that print alike (two keys of a kind that has no text) are told apart by their order.
        Dictionary<(string, int), TensorEntry> others = Numbered(b.Tensors).ToDictionary(pair => pair.Key, pair => pair.Entry);
        foreach (((string Path, int Number) key, TensorEntry entry) in Numbered(a.Tensors))
            yield return others.Remove(key, out TensorEntry? other)
                ? Compare(entry, other, a.Name, b.Name, limits, progress, cancellation)
                : new(key.Path, State.OnlyInA, entry, null, null);
        foreach (((string Path, int Number) key, TensorEntry entry) in Numbered(b.Tensors))
            if (others.ContainsKey(key))
                yield return new(key.Path, State.OnlyInB, null, entry, null);
    }

    static IEnumerable<((string Path, int Number) Key, TensorEntry Entry)> Numbered(IEnumerable<TensorEntry> entries)
    {
        Dictionary<string, int> met = new(StringComparer.Ordinal);
        foreach (TensorEntry entry in entries)
        {
            int number = met[entry.Path] = met.GetValueOrDefault(entry.Path) + 1;
            yield return ((entry.Path, number), entry);
        }
    }

    static Row Compare(TensorEntry a, TensorEntry b, string? nameA, string? nameB, LoadLimits limits, Progress progress, CancellationToken cancellation)
    {
        if (a.LayoutName != b.LayoutName || a.Kind != b.Kind)
            return new(a.Path, State.Layout, a, b, null);
        if (a.Shape != b.Shape)
            return new(a.Path, State.Shape, a, b, null);
        TensorDifference? difference = null;
        // The parts of other kinds have entries of their own, which are compared as such.
        if (a is { Kind: TensorKind.Strided, Tensor: { } x } && b.Tensor is { } y && TensorDifference.AreComparable(x.DType, y.DType))
            try
            {
                difference = TensorDifference.Of(a, b, limits, progress.Add, cancellation);
            }
            catch (PtFormatException e)
            {
                throw e.In($"{nameA} or {nameB}", null);
            }
        State state = a.DTypeName != b.DTypeName ? State.DType : difference is { Different: > 0 } ? State.Values : State.Equal;
        return new(a.Path, state, a, b, difference);
    }

    static void Print(CommandContext context, List<Row> rows, bool all)
    {
        Row[] shown = [.. rows.Where(row => all || row.State != State.Equal)];
        string[] names = [.. shown.Select(row => TensorNames.Show(row.Path))], what = [.. shown.Select(What)];
        // On a terminal the name gives way to what is said of it.
        int? room = context.Terminal.Columns is { } columns ? Math.Max(16, columns - (what.Length == 0 ? 0 : what.Max(text => text.Length)) - 4) : null;
        names = [.. names.Select(name => PlainText.Fit(name, room))];
        int width = names.Length == 0 ? 0 : Math.Min(names.Max(PlainText.Columns), PlainText.MaxColumnWidth);
        for (int i = 0; i < shown.Length; i++)
            context.Output.WriteLine($"{Mark(shown[i].State)} {PlainText.Pad(names[i], width)}  {what[i]}");
        if (shown.Length > 0)
            context.Output.WriteLine();
        context.Output.WriteLine(Summary(rows));
    }

    static char Mark(State state) => state switch
    {
        State.Equal => '=',
        State.OnlyInA => '-',
        State.OnlyInB => '+',
        _ => '~',
    };

    static string What(Row row)
    {
        string numbers = row.Difference is { } d ? d.Different == 0 ? "equal values" : $"largest {Number(d.Largest)}, mean {Number(d.Mean)}" : "";
        return row.State switch
        {
            State.Equal => $"{row.A!.DTypeName} {row.A.Shape}",
            State.OnlyInA => $"{row.A!.DTypeName} {row.A.Shape}",
            State.OnlyInB => $"{row.B!.DTypeName} {row.B.Shape}",
            State.Layout => $"{row.A!.LayoutName} and {row.B!.LayoutName}",
            State.Shape => $"{row.A!.Shape} and {row.B!.Shape}",
            State.DType => $"{row.A!.DTypeName} and {row.B!.DTypeName}{(numbers.Length > 0 ? ", " : "")}{numbers}",
            _ => numbers,
        };
    }

    static string Summary(List<Row> rows)
    {
        List<string> parts = [];
        Add("equal (=)", row => row.State == State.Equal);
        Add(rows.Count(row => IsDifferent(row.State)) == 1 ? "differs (~)" : "differ (~)", row => IsDifferent(row.State));
        Add("only in A (-)", row => row.State == State.OnlyInA);
        Add("only in B (+)", row => row.State == State.OnlyInB);
        return $"{Figures.Count(rows.Count, "tensor")}{(parts.Count == 0 ? "" : ": ")}{string.Join(", ", parts)}";

        void Add(string what, Func<Row, bool> isMeant)
        {
            int count = rows.Count(isMeant);
            if (count > 0)
                parts.Add($"{Figures.Number(count)} {what}");
        }
    }

    static bool IsDifferent(State state) => state is State.Layout or State.Shape or State.DType or State.Values;

    static string Number(double value) => double.IsNaN(value) ? "nan" : double.IsInfinity(value) ? "inf" : value.ToString("G4", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    static void PrintJson(TextWriter output, List<Row> rows, bool all) => Json.Print(output, writer =>
    {
        writer.WriteBoolean("equal", rows.All(row => row.State == State.Equal));
        writer.WriteNumber("tensors", rows.Count);
        writer.WriteStartArray("differences");
        foreach (Row row in rows)
            if (all || row.State != State.Equal)
                writer.WriteRawValue(Json.Line(line => WriteRow(line, row)), skipInputValidation: true);
        writer.WriteEndArray();
    });

    static void WriteRow(Utf8JsonWriter line, Row row)
    {
        line.WriteString("path", row.Path);
        line.WriteString("state", row.State switch
        {
            State.Equal => "equal",
            State.OnlyInA => "only_in_a",
            State.OnlyInB => "only_in_b",
            State.Layout => "layout",
            State.Shape => "shape",
            State.DType => "dtype",
            _ => "values",
        });
        WriteSide(line, "a", row.A);
        WriteSide(line, "b", row.B);
        if (row.Difference is not { } difference)
            return;
        line.WriteNumber("different", difference.Different);
        WriteDouble(line, "largest", difference.Largest);
        WriteDouble(line, "mean", difference.Mean);
    }

    static void WriteSide(Utf8JsonWriter line, string name, TensorEntry? entry)
    {
        if (entry is null)
        {
            line.WriteNull(name);
            return;
        }
        line.WriteStartObject(name);
        line.WriteString("dtype", entry.DTypeName);
        line.WriteString("layout", entry.LayoutName);
        if (entry.Shape is { } shape)
        {
            line.WriteStartArray("shape");
            foreach (long size in shape.AsSpan())
                line.WriteNumberValue(size);
            line.WriteEndArray();
        }
        else
            line.WriteNull("shape");
        line.WriteEndObject();
    }

    // JSON has no word for these.
    static void WriteDouble(Utf8JsonWriter line, string name, double value)
    {
        if (double.IsFinite(value))
            line.WriteNumber(name, value);
        else
            line.WriteString(name, double.IsNaN(value) ? "nan" : "inf");
    }
}
