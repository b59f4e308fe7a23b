using System.Buffers;
using System.Globalization;

namespace PtFormat.Pickle;

/// <summary>The escapes of protocol 0: raw Unicode escapes for str, literals for Python 2's str.</summary>
static class PythonEscapes
{
    /// <summary>Latin-1 with \uxxxx and \Uxxxxxxxx to UTF-8; null when an escape is broken.</summary>
    public static byte[]? DecodeRawUnicode(ReadOnlySpan<byte> line)
    {
        ArrayBufferWriter<byte> output = new(Math.Max(16, line.Length));
        for (int i = 0; i < line.Length;)
        {
            int c = line[i++];
            if (c != '\\' || i == line.Length)
            {
                PythonText.AppendCodePoint(output, c);
                continue;
            }
            int letter = line[i++];
            int digits = letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
            if (digits == 0)
            {
                // A backslash before anything else means itself, and takes the next character along.
                PythonText.AppendCodePoint(output, '\\');
                PythonText.AppendCodePoint(output, letter);
                continue;
            }
            if (!TryHex(line, i, digits, out int code) || code > 0x10FFFF)
                return null;
            PythonText.AppendCodePoint(output, code);
            i += digits;
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The raw Unicode escapes of a str, as CPython writes them since 3.7.</summary>
    public static void EncodeRawUnicode(ReadOnlySpan<byte> utf8, PickleOutput output)
    {
        Span<byte> escape = stackalloc byte[10];
        for (int i = 0; i < utf8.Length;)
        {
            int code = PythonText.CodePoint(utf8, ref i);
            if (code is < 256 and not ('\\' or 0 or '\n' or '\r' or 0x1A))
            {
                output.Byte((byte)code);
                continue;
            }
            int digits = code >= 0x10000 ? 8 : 4;
            escape[0] = (byte)'\\';
            escape[1] = (byte)(digits == 8 ? 'U' : 'u');
            for (int d = 0; d < digits; d++)
                escape[2 + d] = HexDigit(code >> 4 * (digits - 1 - d) & 15);
            output.Bytes(escape[..(2 + digits)]);
        }
    }

    /// <summary>A quoted literal of Python 2 to bytes; null when it is none.</summary>
    public static byte[]? DecodeLiteral(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
            return null;
        line = line[1..^1];
        ArrayBufferWriter<byte> output = new(Math.Max(16, line.Length));
        for (int i = 0; i < line.Length;)
        {
            byte c = line[i++];
            if (c != '\\')
            {
                Append(output, c);
                continue;
            }
            if (i == line.Length)
                return null;
            c = line[i++];
            int code;
            switch ((char)c)
            {
                case '\\' or '\'' or '"': code = c; break;
                case 'a': code = 7; break;
                case 'b': code = 8; break;
                case 't': code = 9; break;
                case 'n': code = 10; break;
                case 'v': code = 11; break;
                case 'f': code = 12; break;
                case 'r': code = 13; break;
                case >= '0' and <= '7':
                    code = c - '0';
                    for (int digits = 1; digits < 3 && i < line.Length && line[i] is >= (byte)'0' and <= (byte)'7'; digits++)
                        code = code * 8 + line[i++] - '0';
                    code &= 0xFF;
                    break;
                case 'x':
                    if (!TryHex(line, i, 2, out code))
                        return null;
                    i += 2;
                    break;
                default:
                    Append(output, (byte)'\\');
                    code = c;
                    break;
            }
            Append(output, (byte)code);
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The literal that Python 2's repr gives.</summary>
    public static void EncodeLiteral(ReadOnlySpan<byte> bytes, PickleOutput output)
    {
        byte quote = (byte)(bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'');
        output.Byte(quote);
        foreach (byte c in bytes)
        {
            switch ((char)c)
            {
                case '\n': output.Bytes("\\n"u8); break;
                case '\r': output.Bytes("\\r"u8); break;
                case '\t': output.Bytes("\\t"u8); break;
                case '\\': output.Bytes("\\\\"u8); break;
                default:
                    if (c is < 0x20 or >= 0x7F)
                        output.Bytes([(byte)'\\', (byte)'x', HexDigit(c >> 4), HexDigit(c & 15)]);
                    else
                    {
                        if (c == quote)
                            output.Byte((byte)'\\');
                        output.Byte(c);
                    }
                    break;
            }
        }
        output.Byte(quote);
    }

    static void Append(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    static byte HexDigit(int value) => (byte)"0123456789abcdef"[value];

    static bool TryHex(ReadOnlySpan<byte> text, int start, int digits, out int value)
    {
        value = 0;
        return start + digits <= text.Length
            && int.TryParse(text.Slice(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            && value >= 0;
    }
}
