using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Npy;

/// <summary>The Python literal in a <c>.npy</c> header: a dict of a text or a list of fields, a bool and a tuple of integers. Nothing else is parsed.</summary>
/// <param name="text">The header behind its length.</param>
/// <param name="start">Where it starts in the file: errors count from there.</param>
/// <param name="record">The member that holds it; null for the file itself.</param>
/// <param name="isUtf8">Version 3: names are UTF-8, before they were Latin-1; and integers do not end with L, as Python 2 wrote them.</param>
ref struct NpyLiteral(ReadOnlySpan<byte> text, int start, string? record, bool isUtf8)
{
    readonly ReadOnlySpan<byte> _text = text;
    int _at;

    /// <summary>The next character that is no blank, or NUL at the end.</summary>
    public char Peek()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r' or (byte)'\f')
            _at++;
        return _at < _text.Length ? (char)_text[_at] : '\0';
    }

    public bool TryTake(char wanted)
    {
        if (Peek() != wanted || _at == _text.Length)
            return false;
        _at++;
        return true;
    }

    public void Expect(char wanted)
    {
        if (!TryTake(wanted))
            throw Malformed($"'{wanted}' was needed in the header");
    }

    public void ExpectEnd()
    {
        _ = Peek();
        if (_at < _text.Length)
            throw Malformed("something follows the dict in the header");
    }

    /// <summary>A text of printable ASCII without escapes, in quotes of either kind.</summary>
    public string Text(string what)
    {
        ReadOnlySpan<byte> content = Quoted(what);
        if (content.ContainsAnyExceptInRange((byte)' ', (byte)'~') || content.Contains((byte)'\\'))
            throw Malformed($"{what} in the header holds more than plain ASCII");
        return Encoding.ASCII.GetString(content);
    }

    /// <summary>The name or title of a field.</summary>
    public string FieldName()
    {
        ReadOnlySpan<byte> content = Quoted("a field's name");
        if (content.Contains((byte)'\\'))
            throw Unsupported("an array of records with a field whose name holds quotes, backslashes or control characters: rename it");
        try
        {
            return (isUtf8 ? new UTF8Encoding(false, true) : Encoding.Latin1).GetString(content);
        }
        catch (DecoderFallbackException)
        {
            throw Malformed("a field's name in the header is no UTF-8");
        }
    }

    ReadOnlySpan<byte> Quoted(string what)
    {
        char quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Malformed($"{what} was needed in the header, as a text");
        int end = _text[(_at + 1)..].IndexOf((byte)quote);
        if (end < 0)
            throw Malformed($"{what} in the header does not end");
        ReadOnlySpan<byte> content = _text.Slice(_at + 1, end);
        _at += end + 2;
        return content;
    }

    public bool Bool()
    {
        _ = Peek();
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
            if (_text[_at..].StartsWith(Encoding.ASCII.GetBytes(word)))
            {
                _at += word.Length;
                return value;
            }
        throw Malformed("True or False was needed in the header");
    }

    /// <summary>A tuple of integers from 0 to 2^63 - 1.</summary>
    public List<long> Sizes(LoadLimits limits)
    {
        List<long> sizes = [];
        Expect('(');
        while (!TryTake(')'))
        {
            if (sizes.Count == limits.MaxDims)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the shape has more dimensions; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxDims)} is {limits.MaxDims}", start + _at, record);
            sizes.Add(Size());
            if (TryTake(','))
                continue;
            if (sizes.Count == 1)
                throw Malformed("the shape is a number in parentheses: a tuple was needed");
            Expect(')');
            break;
        }
        return sizes;
    }

    long Size()
    {
        _ = Peek();
        int first = _at;
        long value = 0;
        for (; _at < _text.Length && char.IsAsciiDigit((char)_text[_at]); _at++)
        {
            int digit = _text[_at] - '0';
            if (value > (long.MaxValue - digit) / 10)
                throw Malformed("a size has more than 63 bits");
            value = value * 10 + digit;
        }
        if (_at == first || _at > first + 1 && _text[first] == '0')
            throw Malformed("a size is no whole number from 0 on");
        if (!isUtf8 && _at < _text.Length && _text[_at] == (byte)'L')
            _at++;
        return value;
    }

    public readonly PtFormatException Malformed(string what) => new(PtErrorKind.Malformed, what, start + _at, record);

    public readonly PtFormatException Unsupported(string what) => new(PtErrorKind.Unsupported, $"this is {what}", start + _at, record);
}
