using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>The bytes of a file are wrong: the one exception for bad input, whatever the format.</summary>
public sealed class PtFormatException : Exception
{
    const int MaxMessageChars = 500;
    const int MaxNameChars = 100;

    readonly string _what;

    /// <summary>Says what is wrong and where.</summary>
    /// <param name="kind">The kind of defect.</param>
    /// <param name="what">What was found, what was needed, one hint; names from the file pass through <see cref="Quote"/> first.</param>
    /// <param name="byteOffset">Offset in bytes from the start of the record, or of the file where there is no record.</param>
    /// <param name="record">The record inside the file, such as <c>archive/data.pkl</c>.</param>
    /// <param name="opcode">The pickle opcode at work.</param>
    /// <param name="inner">The cause, if another exception was one.</param>
    public PtFormatException(PtErrorKind kind, string what, long? byteOffset = null, string? record = null, string? opcode = null, Exception? inner = null)
        : this(kind, what, byteOffset, null, record, opcode, inner)
    {
    }

    PtFormatException(PtErrorKind kind, string what, long? byteOffset, string? file, string? record, string? opcode, Exception? inner)
        : base(Compose(what, byteOffset, file, record, opcode), inner)
    {
        _what = what;
        Kind = kind;
        ByteOffset = byteOffset;
        File = file;
        Record = record;
        Opcode = opcode;
    }

    /// <summary>The kind of defect.</summary>
    public PtErrorKind Kind { get; }

    /// <summary>Offset in bytes of the defect, from the start of the record or file.</summary>
    public long? ByteOffset { get; }

    /// <summary>The record inside the file.</summary>
    public string? Record { get; }

    /// <summary>The file.</summary>
    public string? File { get; }

    /// <summary>The name of the pickle opcode at work.</summary>
    public string? Opcode { get; }

    /// <summary>The message without the place.</summary>
    internal string What => _what;

    /// <summary>The same error with file and record filled in where they are empty.</summary>
    /// <param name="file">The file, as its user knows it.</param>
    /// <param name="record">The record inside the file.</param>
    public PtFormatException In(string? file, string? record) =>
        new(Kind, _what, ByteOffset, File ?? file, Record ?? record, Opcode, InnerException ?? this);

    /// <summary>The same error with its offset counted from an earlier start.</summary>
    internal PtFormatException Shifted(long bytes) => new(Kind, _what, ByteOffset + bytes, File, Record, Opcode, InnerException ?? this);

    /// <summary>A name from a file, fit for a message: in quotes, cut at 100 characters, nothing in it that could steer a terminal.</summary>
    /// <param name="name">Text that a file's author chose.</param>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        StringBuilder text = new("'");
        AppendEscaped(text, name);
        return text.Append('\'').ToString();
    }

    static string Compose(string what, long? byteOffset, string? file, string? record, string? opcode)
    {
        StringBuilder text = new();
        if (file is not null)
            AppendEscaped(text, file);
        if (record is not null)
        {
            if (file is not null)
                text.Append('!');
            AppendEscaped(text, record);
        }
        if (byteOffset is long offset)
            text.Append(text.Length > 0 ? " @0x" : "@0x").Append(offset.ToString("x", CultureInfo.InvariantCulture));
        if (text.Length > 0)
            text.Append(": ");
        if (opcode is not null && !what.StartsWith(opcode, StringComparison.Ordinal))
            text.Append(opcode).Append(": ");
        text.Append(what);
        if (text.Length > MaxMessageChars)
        {
            text.Length = MaxMessageChars - 1;
            text.Append('…');
        }
        return text.ToString();
    }

    static void AppendEscaped(StringBuilder text, string name)
    {
        int shown = Math.Min(name.Length, MaxNameChars);
        for (int i = 0; i < shown; i++)
        {
            char c = name[i];
            if (char.IsHighSurrogate(c) && i + 1 < shown && char.IsLowSurrogate(name[i + 1]))
            {
                text.Append(c).Append(name[++i]);
                continue;
            }
            switch (c)
            {
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\\': text.Append("\\\\"); break;
                case '\'': text.Append("\\'"); break;
                default:
                    if (IsPlain(c))
                        text.Append(c);
                    else
                        text.Append(c < 256 ? "\\x" : "\\u").Append(((int)c).ToString(c < 256 ? "x2" : "x4", CultureInfo.InvariantCulture));
                    break;
            }
        }
        if (shown < name.Length)
            text.Append('…');
    }

    // Format characters include the marks that turn the reading direction: a name must not rearrange the message around it.
    static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
