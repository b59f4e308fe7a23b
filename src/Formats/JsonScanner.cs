using System.Text.Json;
using System.Text.Unicode;
using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>
/// Reads JSON text of which the shape is known, token by token: no tree is built, and what is not there as expected is a
/// <see cref="PtFormatException"/> with its place. Strict as the reference readers are: no comments, no trailing commas, no BOM.
/// </summary>
ref struct JsonScanner
{
    readonly LoadLimits _limits;
    readonly string? _record;
    readonly long _start;
    Utf8JsonReader _reader;

    /// <param name="text">The whole text, blanks around it included.</param>
    /// <param name="limits">How deep it may nest.</param>
    /// <param name="record">What errors call it; null for the file itself.</param>
    /// <param name="start">Where it starts in the file, in bytes.</param>
    public JsonScanner(ReadOnlySpan<byte> text, LoadLimits limits, string? record, long start)
    {
        (_limits, _record, _start) = (limits, record, start);
        if (!Utf8.IsValid(text))
            throw new PtFormatException(PtErrorKind.Malformed, "the JSON text is no valid UTF-8", start, record);
        _reader = new(text, new JsonReaderOptions { MaxDepth = limits.MaxJsonDepth + 1 });
    }

    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Goes on to the next token; the text must not end yet.</summary>
    public void Next()
    {
        try
        {
            if (!_reader.Read())
                throw Malformed("the JSON text ends too early");
        }
        catch (JsonException e)
        {
            throw new PtFormatException(PtErrorKind.Malformed, "the text is no valid JSON", _start + _reader.BytesConsumed, _record, inner: e);
        }
        if (_reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && _reader.CurrentDepth >= _limits.MaxJsonDepth)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"JSON values lie in one another; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxJsonDepth)} is {_limits.MaxJsonDepth}", _start + _reader.TokenStartIndex, _record);
    }

    public void Expect(JsonTokenType token, string what)
    {
        if (_reader.TokenType != token)
            throw Malformed($"{what} was needed, found {Name(_reader.TokenType)}");
    }

    /// <summary>A property's name or a string's value.</summary>
    public readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // Half of a surrogate pair, escaped.
            throw new PtFormatException(PtErrorKind.Malformed, "a JSON string holds half of a surrogate pair", _start + _reader.TokenStartIndex, _record, inner: e);
        }
    }

    /// <summary>A whole number from 0 to 2^63 - 1.</summary>
    public long Count(string what)
    {
        Expect(JsonTokenType.Number, what);
        return _reader.TryGetInt64(out long value) && value >= 0 && _reader.ValueSpan[0] != '-'
            ? value
            : throw Malformed($"{what} is no whole number from 0 to 2^63 - 1");
    }

    /// <summary>A whole number of 64 bits.</summary>
    public long Integer(string what)
    {
        Expect(JsonTokenType.Number, what);
        return _reader.TryGetInt64(out long value) ? value : throw Malformed($"{what} is no whole number of 64 bits");
    }

    /// <summary>A number of any kind; Python's infinities and NaN stand as text.</summary>
    public double Number(string what)
    {
        if (_reader.TokenType == JsonTokenType.String)
            return Text() switch
            {
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                "NaN" => double.NaN,
                _ => throw Malformed($"{what} was needed, found a string"),
            };
        Expect(JsonTokenType.Number, what);
        return _reader.TryGetDouble(out double value) ? value : throw Malformed($"{what} is no number of 64 bits");
    }

    /// <summary>A bool.</summary>
    public bool Flag(string what) => _reader.TokenType is JsonTokenType.True or JsonTokenType.False
        ? _reader.TokenType == JsonTokenType.True
        : throw Malformed($"{what} was needed, found {Name(_reader.TokenType)}");

    /// <summary>A string.</summary>
    public string String(string what)
    {
        Expect(JsonTokenType.String, what);
        return Text();
    }

    /// <summary>Goes into the object at the current token: true with the value of its next member as the current token, false behind its last.</summary>
    /// <param name="isFirst">True at the start; set.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="what">What messages call the object.</param>
    public bool NextMember(ref bool isFirst, out string member, string what)
    {
        if (isFirst)
            Expect(JsonTokenType.StartObject, what);
        isFirst = false;
        Next();
        member = "";
        if (Token == JsonTokenType.EndObject)
            return false;
        member = Text();
        Next();
        return true;
    }

    /// <summary>Goes into the list at the current token: true with its next item as the current token, false behind its last.</summary>
    /// <param name="isFirst">True at the start; set.</param>
    /// <param name="what">What messages call the list.</param>
    public bool NextItem(ref bool isFirst, string what)
    {
        if (isFirst)
            Expect(JsonTokenType.StartArray, what);
        isFirst = false;
        Next();
        return Token != JsonTokenType.EndArray;
    }

    /// <summary>Passes over the value that begins at the current token.</summary>
    public void Skip()
    {
        int depth = _reader.CurrentDepth;
        if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            return;
        do
            Next();
        while (_reader.CurrentDepth > depth);
    }

    /// <summary>After the root: nothing but blanks may follow.</summary>
    public void ExpectEnd()
    {
        try
        {
            if (_reader.Read())
                throw Malformed("something follows the JSON object");
        }
        catch (JsonException e)
        {
            throw new PtFormatException(PtErrorKind.Malformed, "something follows the JSON object", _start + _reader.BytesConsumed, _record, inner: e);
        }
    }

    public readonly PtFormatException Malformed(string what) => new(PtErrorKind.Malformed, what, _start + _reader.TokenStartIndex, _record);

    static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        JsonTokenType.True or JsonTokenType.False => "a bool",
        _ => "the end of a value",
    };
}
