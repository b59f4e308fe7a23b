namespace PtFormat.Formats.Script;

/// <summary>What the head of a class in the code says: which of its attributes are parameters and buffers.</summary>
/// <param name="Name">The whole name: <c>__torch__.torch.nn.modules.linear.Linear</c>.</param>
/// <param name="IsModule">True for a module, false for an enum, a named tuple or another class.</param>
/// <param name="Parameters">Names of parameters; those that are None, too.</param>
/// <param name="Buffers">Names of buffers, persistent or not: an archive does not tell.</param>
sealed record ScriptClass(string Name, bool IsModule, IReadOnlySet<string> Parameters, IReadOnlySet<string> Buffers)
{
    const string Extension = ".py";

    // PyTorch's printer begins a class at the start of a line and its members two blanks further in, the lists before all others.
    const string Head = "class ", Member = "  ", ParameterList = "  __parameters__ = [", BufferList = "  __buffers__ = [";

    /// <summary>The classes in a code file.</summary>
    /// <param name="file">The file's name below <c>code/</c>, which is the classes' module.</param>
    /// <param name="text">Its text.</param>
    public static IEnumerable<ScriptClass> In(string file, string text)
    {
        string module = (file.EndsWith(Extension, StringComparison.Ordinal) ? file[..^Extension.Length] : file).Replace('/', '.');
        ScriptClass? open = null;
        foreach (string line in Lines(text))
            if (line.StartsWith(Head, StringComparison.Ordinal))
            {
                if (open is not null)
                    yield return open;
                int end = line.AsSpan().IndexOfAny('(', ':');
                string name = end < 0 ? line[Head.Length..] : line[Head.Length..end];
                open = new($"{module}.{name}", end >= 0 && line[end..].StartsWith("(Module)", StringComparison.Ordinal), Names(""), Names(""));
            }
            else if (open is not null && line.StartsWith(ParameterList, StringComparison.Ordinal))
                open = open with { Parameters = Names(line[ParameterList.Length..]) };
            else if (open is not null && line.StartsWith(BufferList, StringComparison.Ordinal))
                open = open with { Buffers = Names(line[BufferList.Length..]) };
            else if (open is not null && line.Length > 0 && !line.StartsWith(Member, StringComparison.Ordinal))
            {
                yield return open;
                open = null;
            }
        if (open is not null)
            yield return open;
    }

    static IEnumerable<string> Lines(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            yield return text[start..end];
            start = end + 1;
        }
    }

    // "weight", "bias", ]
    static HashSet<string> Names(string list)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int start = list.IndexOf('"'); start >= 0;)
        {
            int end = list.IndexOf('"', start + 1);
            if (end < 0)
                break;
            names.Add(list[(start + 1)..end]);
            start = list.IndexOf('"', end + 1);
        }
        return names;
    }
}
