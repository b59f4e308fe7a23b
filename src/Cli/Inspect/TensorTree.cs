using System.Globalization;
using PtFormat.Formats;

namespace PtFormat.Cli.Inspect;

/// <summary>A file as a tree. Members that are numbered and alike are shown once.</summary>
/// <param name="context">Where to.</param>
/// <param name="measure">Says of each tensor what <c>--stats</c> adds; null where nothing is asked for.</param>
/// <param name="all">Show each of those that are alike.</param>
sealed class TensorTree(CommandContext context, Func<TensorEntry, string>? measure, bool all)
{
    const int MaxDepth = 20;

    // Where nothing is cut, longer names push what is said of them aside.
    const int MaxNameColumns = 44;

    // A note takes no more of a name than this, and leaves it as much.
    const int MaxNoteColumns = 24;
    const int MinNameColumns = 24;

    const int FewAlike = 3;

    // Measures are about as wide as this; where they do not fit beside the tensors each stands below its own.
    const int MeasureColumns = 68;

    const string Gap = "  ";

    readonly List<Line> _lines = [];

    // Of a tensor: bytes, dtype, shape; else bytes and a text.
    sealed record Line(string Guide, string Label, TreeNode Node, string[] Cells, string Note)
    {
        public int LabelColumns => Guide.Length + PlainText.Columns(Label);
    }

    /// <summary>Prints the tree.</summary>
    /// <returns>True where something is shown once for several.</returns>
    public bool Print(TreeNode root)
    {
        if (root.Tensor is not null || root.Text.Length > 0)
            _lines.Add(Describe("", root.Label, root, 1));
        bool isFolded = AddChildren(root, "", 0);
        if (_lines.Count == 0)
            return false;
        int[] widths = [Widest(0, _lines), Widest(1, _lines.Where(line => line.Node.Tensor is not null)), Widest(2, _lines)];
        int rest = widths.Sum() + (3 * Gap.Length);
        // On a terminal the name gives way, so that bytes, dtype and shape stand on the same line, and the first words of a note.
        int note = Math.Min(MaxNoteColumns, _lines.Max(line => line.Note.Length));
        int room = context.Terminal.Columns is { } columns ? Math.Max(12, Math.Min(columns - rest, Math.Max(MinNameColumns, columns - rest - Gap.Length - note))) : MaxNameColumns;
        int width = Math.Min(_lines.Max(line => line.LabelColumns), room);
        bool isBeside = context.Terminal.Columns is not { } end || width + rest + Gap.Length + MeasureColumns <= end;
        foreach (Line line in _lines)
            Print(line, width, widths, isBeside);
        return isFolded;
    }

    bool AddChildren(TreeNode node, string guide, int depth)
    {
        bool isFolded = false;
        for (int i = 0; i < node.Children.Count;)
        {
            int alike = all ? 1 : CountAlike(node.Children, i);
            if (alike < FewAlike)
                alike = 1;
            TreeNode child = node.Children[i];
            bool isLast = i + alike == node.Children.Count, isDeep = depth >= MaxDepth;
            string label = alike == 1 ? child.Label : Range(child.Label, node.Children[i + alike - 1].Label);
            _lines.Add(Describe(guide + (isDeep ? "" : isLast ? "└ " : "├ "), label, child, alike));
            isFolded |= AddChildren(child, guide + (isDeep ? "" : isLast ? "  " : "│ "), depth + 1) || alike > 1;
            i += alike;
        }
        return isFolded;
    }

    // How many from here on are numbered one after the other and hold the same.
    static int CountAlike(List<TreeNode> nodes, int start)
    {
        int count = 1;
        while (start + count < nodes.Count && nodes[start + count].Likeness == nodes[start].Likeness && nodes[start + count].Label == Next(nodes[start + count - 1].Label))
            count++;
        return count;
    }

    static string? Next(string label) => TryNumber(label, out int start, out int end, out int number)
        ? string.Create(CultureInfo.InvariantCulture, $"{label.AsSpan(0, start)}{number + 1}{label.AsSpan(end)}")
        : null;

    // 0.blocks and 49.blocks: 0…49.blocks
    static string Range(string first, string last) => TryNumber(first, out _, out int firstEnd, out _) && TryNumber(last, out int lastStart, out _, out _)
        ? $"{first[..firstEnd]}…{last[lastStart..]}"
        : first;

    // The last number in a label.
    static bool TryNumber(string label, out int start, out int end, out int number)
    {
        end = label.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        start = label.AsSpan(0, end).LastIndexOfAnyExceptInRange('0', '9') + 1;
        return int.TryParse(label.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < int.MaxValue;
    }

    static int Widest(int cell, IEnumerable<Line> lines) => lines.Where(line => line.Cells.Length > cell).Select(line => line.Cells[cell].Length).DefaultIfEmpty().Max();

    static Line Describe(string guide, string label, TreeNode node, int alike)
    {
        string bytes = node.ByteLength > 0 || node.Tensor?.Kind == TensorKind.Strided ? Figures.Size(node.ByteLength * alike) : "";
        if (node.Tensor is { } tensor)
        {
            string[] notes = [alike == 1 ? "" : $"{Figures.Number(alike)} alike", StorageUses.Note(tensor, node.Shares)];
            return new(guide, label, node, [bytes, tensor.DTypeName, tensor.Shape?.ToString() ?? ""], string.Join(", ", notes.Where(note => note.Length > 0)));
        }
        string text = node.IsPartOfNames ? Figures.Count(node.TensorCount, "tensor") : node.Text;
        return new(guide, label, node, [bytes, alike == 1 ? text : $"{Figures.Number(alike)} alike, each {text}"], "");
    }

    void Print(Line line, int width, int[] widths, bool isBeside)
    {
        Terminal terminal = context.Terminal;
        bool isBranch = line.Node.Children.Count > 0;
        string measured = measure is not null && line.Node.Tensor is { } tensor ? measure(tensor) : "";
        PaintedLine text = new(terminal);
        text.Add(line.Guide, Tone.Faint);
        text.Add(terminal.Columns is null ? line.Label : PlainText.Fit(line.Label, Math.Max(6, width - line.Guide.Length)), isBranch ? Tone.Strong : Tone.Plain);
        text.To(width).Add(Gap).Add(line.Cells[0].PadLeft(widths[0]), isBranch ? Tone.Faint : Tone.Plain).Add(Gap);
        if (line.Node.Tensor is null)
            text.Add(line.Cells[1], isBranch ? Tone.Faint : Tone.Plain);
        else
            text.Add(line.Cells[1].PadRight(widths[1]), Tone.Kind).Add(Gap).Add(line.Cells[2].PadRight(widths[2]));
        if (isBeside && measured.Length > 0)
            text.Add(Gap).Add(measured);
        if (line.Note.Length > 0)
            text.Add(Gap).Add(line.Note, Tone.Notice);
        context.Output.WriteLine(text);
        if (!isBeside && measured.Length > 0)
            context.Output.WriteLine(new PaintedLine(terminal).Add(Below(line), Tone.Faint).Add(measured));
    }

    // The guides of the lines above and below go on.
    static string Below(Line line) => line.Guide.Replace("├ ", "│ ", StringComparison.Ordinal).Replace("└ ", "  ", StringComparison.Ordinal) + (line.Node.Children.Count > 0 ? "│ " : "  ");
}
