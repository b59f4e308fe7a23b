using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Protocol 0 has only text for persistent ids, so a storage's is the repr of its tuple:
/// <c>('storage', &lt;class 'torch.FloatStorage'&gt;, '0', 'cpu', 6)</c>, where <c>, None</c> may follow the count. PyTorch writes such
/// files and does not read them; all that is needed is there.
/// </summary>
static class PersistentIdText
{
    const int MaxDigits = 19;

    public static bool TryParse(string text, [NotNullWhen(true)] out PyTuple? id)
    {
        id = null;
        ReadOnlySpan<char> rest = text;
        if (!Skip(ref rest, "('storage', <class '") || !TakeQuoted(ref rest, out string type)
            || !Skip(ref rest, ">, '") || !TakeQuoted(ref rest, out string key)
            || !Skip(ref rest, ", '") || !TakeQuoted(ref rest, out string location)
            || !Skip(ref rest, ", ") || !rest.EndsWith(")", StringComparison.Ordinal))
            return false;
        rest = rest[..^1];
        bool isView = rest.EndsWith(", None", StringComparison.Ordinal);
        if (isView)
            rest = rest[..^", None".Length];
        int dot = type.LastIndexOf('.');
        if (dot < 0 || !IsModule(type.AsSpan(0, dot)) || !IsName(type.AsSpan(dot + 1))
            || rest.Length > MaxDigits || rest.ContainsAnyExceptInRange('0', '9') || !long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            return false;
        PyGlobal storage = new(type[..dot], type[(dot + 1)..]);
        id = isView
            ? new([new PyString("storage"), storage, new PyString(key), new PyString(location), new PyInt(count), PyNone.Instance])
            : new([new PyString("storage"), storage, new PyString(key), new PyString(location), new PyInt(count)]);
        return true;
    }

    static bool Skip(ref ReadOnlySpan<char> text, string expected)
    {
        if (!text.StartsWith(expected, StringComparison.Ordinal))
            return false;
        text = text[expected.Length..];
        return true;
    }

    // Up to the quote that ends it, which is taken too; Python quotes otherwise where a quote or a backslash is inside.
    static bool TakeQuoted(ref ReadOnlySpan<char> text, out string value)
    {
        int end = text.IndexOfAny('\'', '\\');
        bool isTaken = end > 0 && text[end] == '\'';
        value = isTaken ? text[..end].ToString() : "";
        text = isTaken ? text[(end + 1)..] : text;
        return isTaken;
    }

    static bool IsModule(ReadOnlySpan<char> text) =>
        text is "torch" || text.StartsWith("torch.", StringComparison.Ordinal) && text.Length > "torch.".Length && !text["torch.".Length..].ContainsAnyExceptInRange('a', 'z');

    static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        return text.Length > 0;
    }
}
