namespace PtFormat.Cli;

/// <summary>The text of a graph on a terminal: dtypes and shapes stay in their column, and what stands before them goes on below.</summary>
static class GraphText
{
    const string Indent = "    ";

    /// <summary>The same text in lines that fit.</summary>
    /// <param name="text">As the graph prints itself: what an operation is and what comes of it, two blanks or more between them.</param>
    /// <param name="columns">The terminal's width; null where nothing has to fit.</param>
    public static string Fit(string text, int? columns)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        if (columns is not { } width || lines.All(line => line.Length <= width))
            return text;
        int results = lines.Max(line => line.Length - Gap(line));
        // Where results leave no room for the rest, lines break where they must.
        int room = results < width / 2 ? width - results : 0;
        return string.Concat(lines.SelectMany(line => Gap(line) == line.Length || room == 0 ? Folded(line, width) : Columns(line, room)).Select(line => line + "\n"));
    }

    static IEnumerable<string> Columns(string line, int room)
    {
        string[] left = [.. Folded(line[..Gap(line)].TrimEnd(), room)];
        return left[..^1].Append(left[^1].PadRight(room) + line[Gap(line)..]);
    }

    // Where the result's column begins with its two blanks; the end of a line that has none.
    static int Gap(string line) => line.StartsWith('%') && line.LastIndexOf("  ", StringComparison.Ordinal) is > 0 and var gap ? gap : line.Length;

    // Broken at blanks; a word that is longer than a line stays whole.
    static IEnumerable<string> Folded(string line, int width)
    {
        while (line.Length > width && line.LastIndexOf(' ', width) is var cut && cut > Indent.Length)
        {
            yield return line[..cut].TrimEnd();
            line = Indent + line[cut..].TrimStart();
        }
        yield return line;
    }
}
