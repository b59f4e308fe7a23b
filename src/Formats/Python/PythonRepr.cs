using System.Globalization;
using System.Numerics;
using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Text as Python's <c>repr</c> gives it: paths and listings spell keys as a Python user would.</summary>
static partial class PythonRepr
{
    // Where the items of a key are cut.
    const int MaxKeyChars = 4096;

    /// <summary>The repr of a dictionary key: text, numbers, bytes, None and tuples of these; anything else as its kind in angle brackets.</summary>
    public static string OfKey(PickleValue key)
    {
        StringBuilder text = new();
        Append(text, key, depth: 0);
        return text.ToString();
    }

    /// <summary><c>'it'</c>, or <c>"it's"</c> where that saves escapes.</summary>
    public static string Of(string value)
    {
        StringBuilder text = new();
        Append(text, value);
        return text.ToString();
    }

    /// <summary>The shortest digits that give the value back: <c>0.1</c>, <c>1e-05</c>, <c>1e+16</c>, <c>inf</c>.</summary>
    public static string Of(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";

        // .NET finds the same shortest digits and only places the exponent elsewhere.
        string[] parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        int dot = parts[0].IndexOf('.');
        string all = parts[0].Replace(".", "", StringComparison.Ordinal), digits = all.TrimStart('0');
        int exponent = (dot < 0 ? all.Length : dot) - 1 - (all.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        string sign = double.IsNegative(value) ? "-" : "";
        if (digits.Length == 0)
            return sign + "0.0";
        if (exponent is < -4 or >= 16)
        {
            string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    static void Append(StringBuilder text, PickleValue key, int depth)
    {
        switch (key)
        {
            case PyNone: text.Append("None"); break;
            case PyBool value: text.Append(value.Value ? "True" : "False"); break;
            case PyInt value: text.Append(value.TryGetInt64(out long number) ? number.ToString(CultureInfo.InvariantCulture) : Hex(value.Value)); break;
            case PyFloat value: text.Append(Of(value.Value)); break;
            case PyString value: Append(text, value.Value); break;
            case PyBytes value: Append(text, value.Value.Span); break;
            case PyByteString when PythonStrings.Of(key) is { } value: Append(text, value); break;
            case PyByteString value: Append(text, value.Value.Span); break;
            case PyTuple value when depth < 16:
                text.Append('(');
                AppendAll(text, value.Items, depth);
                text.Append(value.Items.Count == 1 ? ",)" : ")");
                break;
            default:
                if (PythonBytes.Of(key) is { } bytes)
                    Append(text, bytes.AsSpan());
                else if (PythonSets.Members(key) is { } members && depth < 16)
                    AppendFrozenSet(text, members, depth);
                else
                    text.Append(PyGlobal.TryName(key, out string? module, out string? name) ? module == "torch" ? $"torch.{name}" : $"<{module}.{name}>" : $"<{key.Kind.PythonName()}>");
                break;
        }
    }

    // Keys may share what they are made of, and be longer written out than any file.
    static void AppendAll(StringBuilder text, IReadOnlyList<PickleValue> items, int depth)
    {
        for (int i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (text.Length > MaxKeyChars)
            {
                text.Append('…');
                return;
            }
            Append(text, items[i], depth + 1);
        }
    }

    static void AppendFrozenSet(StringBuilder text, IReadOnlyList<PickleValue> members, int depth)
    {
        text.Append(members.Count == 0 ? "frozenset(" : "frozenset({");
        AppendAll(text, members, depth);
        text.Append(members.Count == 0 ? ")" : "})");
    }

    // Decimal digits of a huge integer take quadratic time; hexadecimal ones are linear.
    static string Hex(BigInteger value) => value.Sign < 0 ? $"-0x{BigInteger.Negate(value):x}" : $"0x{value:x}";

    static void Append(StringBuilder text, string value)
    {
        char quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        text.Append(quote);
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c == quote || c == '\\')
                text.Append('\\').Append(c);
            else if (c == '\n')
                text.Append("\\n");
            else if (c == '\r')
                text.Append("\\r");
            else if (c == '\t')
                text.Append("\\t");
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                int rune = char.ConvertToUtf32(c, value[++i]);
                if (IsPrintable(CharUnicodeInfo.GetUnicodeCategory(rune)))
                    text.Append(c).Append(value[i]);
                else
                    text.Append(CultureInfo.InvariantCulture, $"\\U{rune:x8}");
            }
            else if (c == ' ' || IsPrintable(char.GetUnicodeCategory(c)))
                text.Append(c);
            else
                text.Append(c < 256 ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}");
        }
        text.Append(quote);
    }

    static void Append(StringBuilder text, ReadOnlySpan<byte> value)
    {
        char quote = value.Contains((byte)'\'') && !value.Contains((byte)'"') ? '"' : '\'';
        text.Append('b').Append(quote);
        foreach (byte b in value)
            _ = b switch
            {
                _ when b == quote || b == '\\' => text.Append('\\').Append((char)b),
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                >= 0x20 and < 0x7F => text.Append((char)b),
                _ => text.Append("\\x").Append(b.ToString("x2", CultureInfo.InvariantCulture)),
            };
        text.Append(quote);
    }

    static bool IsPrintable(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
