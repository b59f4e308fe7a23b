using System.Buffers;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>
/// Which equal texts are one object in Python: the memo of a pickle goes by identity, so this decides bytes. CPython interns
/// names, keeps one object for the empty string and for each Latin-1 character that slicing gives, and makes all others anew.
/// </summary>
sealed class TorchTexts(PtProducer producer)
{
    static readonly SearchValues<char> NameChars = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    readonly Dictionary<string, PyString> _interned = new(StringComparer.Ordinal);
    readonly Dictionary<char, PyString> _characters = [];
    readonly HashSet<string> _formatted = new(StringComparer.Ordinal);
    readonly PyString _empty = new("");

    /// <summary>A name or literal in source text: one object per text if it looks like a name, else a new one.</summary>
    public PyString Literal(string text) => IsName(text) ? Interned(text) : Made(text);

    /// <summary>Whether <see cref="Literal"/> gives a text of its own to every place.</summary>
    public static bool IsAlwaysNew(string text) => text.Length > 1 && !IsName(text);

    /// <summary>A name in Python's own sense: one object per text, whatever it looks like (<c>torch._utils</c>).</summary>
    public PyString Interned(string text)
    {
        if (text.Length == 0)
            return _empty;
        if (text.Length == 1 && text[0] <= 'ÿ' && !producer.IsLiteralApart(text[0]))
            return Character(text[0]);
        if (!_interned.TryGetValue(text, out PyString? known))
            _interned.Add(text, known = new(text));
        return known;
    }

    /// <summary>The result of slicing or joining: new, except for the empty string and single characters.</summary>
    public PyString Made(string text) => text.Length == 0 ? _empty : text.Length == 1 && text[0] <= 'ÿ' ? Character(text[0]) : new(text);

    /// <summary>What formatting makes and then becomes a name: the one object of that text the first time, afterwards a copy.</summary>
    public PyString Formatted(string text) => _formatted.Add(text) ? Interned(text) : Made(text);

    static bool IsName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(NameChars);

    PyString Character(char character)
    {
        if (!_characters.TryGetValue(character, out PyString? known))
            _characters.Add(character, known = new(character.ToString()));
        return known;
    }
}
