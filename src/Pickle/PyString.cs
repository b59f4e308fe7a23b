namespace PtFormat.Pickle;

/// <summary>A str: a node with identity that keeps its UTF-8 bytes, lone surrogates included (U+D800 is ED A0 80).</summary>
public sealed class PyString : PickleValue
{
    string? _value;

    /// <summary>A fresh str.</summary>
    /// <param name="value">Its text; lone surrogates survive.</param>
    public PyString(string value) : base(PickleKind.String)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        Utf8 = PythonText.ToUtf8(value);
    }

    internal PyString(ReadOnlyMemory<byte> utf8) : base(PickleKind.String) => Utf8 = utf8;

    /// <summary>The text as it lies in the file.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The text; decoded when first asked for.</summary>
    public string Value => _value ??= PythonText.FromUtf8(Utf8.Span);

    /// <inheritdoc/>
    public override string ToString() => PtFormatException.Quote(Value);
}
