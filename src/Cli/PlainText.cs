using System.Globalization;
using System.Text;

namespace PtFormat.Cli;

/// <summary>Text that a file's author chose, made fit for a terminal: nothing in it steers one, and it fits a column.</summary>
static class PlainText
{
    /// <summary>No column of names is wider: one long name must not fill every other line with blanks.</summary>
    public const int MaxColumnWidth = 120;

    const string Ellipsis = "…";

    /// <summary>On one line: line breaks become blanks, all else that does not print becomes its escape.</summary>
    public static string OneLine(string text)
    {
        if (text.All(IsPlain))
            return text;
        StringBuilder line = new();
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                line.Append(c).Append(text[++i]);
            else if (c is '\n' or '\r')
                line.Append(' ');
            else if (IsPlain(c))
                line.Append(c);
            else
                line.Append(CultureInfo.InvariantCulture, $"{(c < 256 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}")}");
        }
        return line.ToString();
    }

    /// <summary>Cut in its first half to a width, where there is one: names begin alike more often than they end alike.</summary>
    public static string Fit(string text, int? columns)
    {
        if (columns is not { } width || Columns(text) <= width)
            return text;
        int back = (width - 1) * 2 / 3, front = width - 1 - back;
        return width < 1 ? "" : Head(text, front) + Ellipsis + Tail(text, back);
    }

    /// <summary>Cut at its end to a width.</summary>
    public static string FitEnd(string text, int columns) => Columns(text) <= columns ? text : Head(text, columns - 1) + Ellipsis;

    /// <summary>Filled with blanks up to a width, counted as a terminal does.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Columns(text)));

    /// <summary>How many columns a terminal gives the text.</summary>
    public static int Columns(string text)
    {
        int columns = 0;
        foreach (Rune rune in text.EnumerateRunes())
            columns += Columns(rune);
        return columns;
    }

    static string Head(string text, int columns)
    {
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if ((columns -= Columns(rune)) < 0)
                break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end];
    }

    static string Tail(string text, int columns)
    {
        int start = text.Length;
        while (start > 0)
        {
            int length = start > 1 && char.IsLowSurrogate(text[start - 1]) && char.IsHighSurrogate(text[start - 2]) ? 2 : 1;
            if ((columns -= Columns(text.Substring(start - length, length))) < 0)
                break;
            start -= length;
        }
        return text[start..];
    }

    // The ranges that Unicode calls wide: Hangul, CJK, kana, full-width forms, most emoji.
    static int Columns(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        ? 0
        : rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F
            or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD ? 2 : 1;

    // Format characters include those that turn the reading direction.
    static bool IsPlain(char c) => c is >= ' ' and < '\x7F' || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
