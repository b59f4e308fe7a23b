using System.Text;

namespace PtFormat.Cli.Inspect;

/// <summary>A line in pieces of several tones, cut to the terminal when it is printed.</summary>
/// <param name="terminal">Where to.</param>
sealed class PaintedLine(Terminal terminal)
{
    readonly StringBuilder _text = new();
    string _blanks = "";

    /// <summary>The columns that are taken.</summary>
    public int Columns { get; private set; }

    /// <summary>Appends text; what is beyond the terminal's width is left away.</summary>
    public PaintedLine Add(string text, Tone tone = Tone.Plain)
    {
        if (text.Length == 0 || terminal.Columns <= Columns)
            return this;
        if (terminal.Columns is { } columns)
            text = PlainText.FitEnd(text, columns - Columns);
        // Blanks at a line's end are not printed.
        string shown = text.TrimEnd(' ');
        if (shown.Length > 0)
            _text.Append(_blanks).Append(terminal.Paint(shown, tone));
        _blanks = (shown.Length > 0 ? "" : _blanks) + text[shown.Length..];
        Columns += PlainText.Columns(text);
        return this;
    }

    /// <summary>Appends blanks up to a column.</summary>
    public PaintedLine To(int column) => Add(new string(' ', Math.Max(0, column - Columns)));

    /// <summary>The line without its end.</summary>
    public override string ToString() => _text.ToString();
}
