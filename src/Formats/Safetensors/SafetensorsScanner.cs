using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>
/// Reads a header as the libraries spell it: dtype, shape and data_offsets in this order, with blanks or without. That is a fraction of
/// what JSON allows, in a fraction of the time. It says of nothing that it is wrong: what it does not know is
/// <see cref="SafetensorsHeader"/>'s to read, or to refuse.
/// </summary>
/// <param name="text">The whole header.</param>
/// <param name="dataBytes">How many bytes follow it.</param>
/// <param name="limits">What it keeps to.</param>
ref struct SafetensorsScanner(ReadOnlySpan<byte> text, long dataBytes, LoadLimits limits)
{
    const int UsualDims = 64;
    // More digits may not fit into 64 bits.
    const int MaxDigits = 18;
    // An object in an object, and lists in that.
    const int Depth = 3;
    // {"dtype":"F32","shape":[1024],"data_offsets":[0,4096]} with a short name.
    const int UsualEntryBytes = 64;

    // What ends a text of ASCII without escapes, and what no such text holds.
    static readonly SearchValues<byte> NotPlain = SearchValues.Create([.. Enumerable.Range(0, 256).Where(b => b is < ' ' or '"' or '\\' or > 126).Select(b => (byte)b)]);

    readonly ReadOnlySpan<byte> _text = text;
    HashSet<string>? _names;
    ReadOnlySpan<byte> _code;
    DType _dtype;
    Shape _shape;
    long _used;
    int _at;

    /// <summary>The tensors, in the header's order.</summary>
    public List<SafetensorsEntry> Entries { get; } = new(text.Length / UsualEntryBytes);

    /// <summary>Texts by name, in the header's order.</summary>
    public List<KeyValuePair<string, string>> Metadata { get; } = [];

    /// <summary>Reads all of it; false where anything is not as expected.</summary>
    public bool TryRead()
    {
        if (limits.MaxJsonDepth <= Depth || !Take("{"u8))
            return false;
        bool hasMetadata = false;
        if (!Take("}"u8))
        {
            do
            {
                if (!Take("\""u8) || !TryText(out string? name))
                    return false;
                if (name != SafetensorsHeader.MetadataName)
                {
                    if (!TryEntry(name))
                        return false;
                }
                else if (hasMetadata || !TryMetadata())
                    return false;
                else
                    hasMetadata = true;
            }
            while (Take(","u8));
            if (!Take("}"u8))
                return false;
        }
        SkipBlanks();
        return _at == _text.Length;
    }

    bool TryEntry(string name)
    {
        Span<long> sizes = stackalloc long[UsualDims];
        if (!Take(":{\"dtype\":\""u8) || !TryDType() || !Take(",\"shape\":["u8) || !TryNumbers(sizes, out int rank)
            || !Take(",\"data_offsets\":["u8) || !TryNumber(out long begin) || !Take(","u8) || !TryNumber(out long end) || !Take("]}"u8))
            return false;
        sizes = sizes[..rank];
        if (rank > limits.MaxDims || !SafetensorsEntry.TryPack(_dtype, sizes) || SafetensorsEntry.ByteCount(_dtype, sizes) != end - begin
            || end > dataBytes || (_used += end - begin) > dataBytes || Entries.Count >= limits.MaxStorages || !IsNew(name))
            return false;
        // Neighbours are often alike, and a shape never changes.
        if (!_shape.AsSpan().SequenceEqual(sizes))
            _shape = Shape.Create(sizes);
        Entries.Add(new(name, _dtype, _shape, begin, end));
        return true;
    }

    // Names in their order, as the library writes those of one dtype, cannot be there twice.
    bool IsNew(string name)
    {
        if (_names is not null)
            return _names.Add(name);
        if (Entries.Count == 0 || string.CompareOrdinal(Entries[^1].Name, name) < 0)
            return true;
        _names = new(Entries.Capacity, StringComparer.Ordinal);
        foreach (SafetensorsEntry entry in Entries)
            _names.Add(entry.Name);
        return _names.Add(name);
    }

    bool TryMetadata()
    {
        if (!Take(":{"u8))
            return false;
        if (Take("}"u8))
            return true;
        HashSet<string> keys = new(StringComparer.Ordinal);
        do
        {
            if (!Take("\""u8) || !TryText(out string? key) || !keys.Add(key) || !Take(":\""u8) || !TryText(out string? value))
                return false;
            Metadata.Add(new(key, value));
        }
        while (Take(","u8));
        return Take("}"u8);
    }

    bool TryDType()
    {
        int length = _text[_at..].IndexOf((byte)'"');
        if (length < 0)
            return false;
        ReadOnlySpan<byte> code = _text.Slice(_at, length);
        _at += length + 1;
        if (code.SequenceEqual(_code))
            return true;
        _code = code;
        return SafetensorsDTypes.TryParse(code, out _dtype);
    }

    // As many numbers as there is room for, at most, and the bracket behind them.
    bool TryNumbers(scoped Span<long> numbers, out int count)
    {
        count = 0;
        if (Take("]"u8))
            return true;
        do
        {
            if (count == numbers.Length || !TryNumber(out numbers[count++]))
                return false;
        }
        while (Take(","u8));
        return Take("]"u8);
    }

    bool TryNumber(out long number)
    {
        SkipBlanks();
        number = 0;
        int start = _at;
        for (; _at < _text.Length && (uint)(_text[_at] - '0') <= 9; _at++)
        {
            if (_at - start == MaxDigits)
                return false;
            number = 10 * number + (_text[_at] - '0');
        }
        // JSON knows no number with a zero before it.
        return _at - start is var digits && digits > 0 && (digits == 1 || _text[start] != '0');
    }

    // From behind the quote.
    bool TryText([NotNullWhen(true)] out string? text)
    {
        text = null;
        int plain = _text[_at..].IndexOfAny(NotPlain);
        if (plain < 0)
            return false;
        if (_text[_at + plain] != '"')
            return TryOddText(plain, out text);
        text = Encoding.ASCII.GetString(_text.Slice(_at, plain));
        _at += plain + 1;
        return true;
    }

    // With escapes, or beyond ASCII.
    bool TryOddText(int plain, [NotNullWhen(true)] out string? text)
    {
        text = null;
        int start = _at - 1, end = _at + plain;
        for (; end < _text.Length && _text[end] != '"'; end++)
            if (_text[end] == '\\')
                end++;
        if (end >= _text.Length || !Utf8.IsValid(_text[start..(end + 1)]))
            return false;
        try
        {
            Utf8JsonReader reader = new(_text[start..(end + 1)]);
            reader.Read();
            text = reader.GetString()!;
            _at = end + 1;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Goes on behind some symbols and quoted words, where they come next, with blanks around symbols or without.</summary>
    bool Take(ReadOnlySpan<byte> spelled)
    {
        if (_text[_at..].StartsWith(spelled))
        {
            _at += spelled.Length;
            return true;
        }
        int start = _at;
        bool isQuoted = false;
        foreach (byte symbol in spelled)
        {
            if (!isQuoted)
                SkipBlanks();
            if (_at >= _text.Length || _text[_at] != symbol)
            {
                _at = start;
                return false;
            }
            _at++;
            isQuoted ^= symbol == '"';
        }
        return true;
    }

    void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _at++;
    }
}
