using System.Buffers;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>Python's str in UTF-8, where lone surrogates are encoded like other code points, and its escapes of protocol 0.</summary>
static class PythonText
{
    /// <summary>UTF-16 to UTF-8; a lone surrogate becomes three bytes.</summary>
    public static byte[] ToUtf8(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return Encoding.UTF8.GetBytes(text);
        ArrayBufferWriter<byte> output = new(Math.Max(16, text.Length + text.Length / 2));
        for (int i = 0; i < text.Length; i++)
        {
            int code = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                code = char.ConvertToUtf32(text[i], text[++i]);
            AppendCodePoint(output, code);
        }
        return output.WrittenSpan.ToArray();
    }

    /// <summary>UTF-8 that <see cref="IsUtf8"/> accepts to UTF-16.</summary>
    public static string FromUtf8(ReadOnlySpan<byte> utf8)
    {
        // The fast road is the one without lone surrogates.
        if (System.Text.Unicode.Utf8.IsValid(utf8))
            return Encoding.UTF8.GetString(utf8);
        StringBuilder text = new(utf8.Length);
        for (int i = 0; i < utf8.Length;)
        {
            int code = CodePoint(utf8, ref i);
            if (code < 0x10000)
                text.Append((char)code);
            else
                text.Append(char.ConvertFromUtf32(code));
        }
        return text.ToString();
    }

    /// <summary>Whether Python's "surrogatepass" decoder takes the bytes.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        while (!System.Text.Unicode.Utf8.IsValid(bytes))
        {
            // Step over the next ED Ax xx to Bx xx, a surrogate, and ask again about the rest: each byte is looked at a bounded number of times.
            int next = NextSurrogate(bytes);
            if (next < 0 || !System.Text.Unicode.Utf8.IsValid(bytes[..next]))
                return false;
            bytes = bytes[(next + 3)..];
            while (bytes.Length >= 3 && IsSurrogate(bytes))
                bytes = bytes[3..];
        }
        return true;
    }

    /// <summary>Appends one code point, surrogates included.</summary>
    public static void AppendCodePoint(IBufferWriter<byte> output, int code)
    {
        Span<byte> bytes = output.GetSpan(4);
        int length;
        if (code < 0x80)
        {
            bytes[0] = (byte)code;
            length = 1;
        }
        else if (code < 0x800)
        {
            bytes[0] = (byte)(0xC0 | code >> 6);
            bytes[1] = (byte)(0x80 | code & 0x3F);
            length = 2;
        }
        else if (code < 0x10000)
        {
            bytes[0] = (byte)(0xE0 | code >> 12);
            bytes[1] = (byte)(0x80 | code >> 6 & 0x3F);
            bytes[2] = (byte)(0x80 | code & 0x3F);
            length = 3;
        }
        else
        {
            bytes[0] = (byte)(0xF0 | code >> 18);
            bytes[1] = (byte)(0x80 | code >> 12 & 0x3F);
            bytes[2] = (byte)(0x80 | code >> 6 & 0x3F);
            bytes[3] = (byte)(0x80 | code & 0x3F);
            length = 4;
        }
        output.Advance(length);
    }

    /// <summary>Decodes the code point at a position of valid UTF-8 and steps over it.</summary>
    public static int CodePoint(ReadOnlySpan<byte> utf8, ref int position)
    {
        int first = utf8[position++];
        if (first < 0x80)
            return first;
        int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
        int code = first & 0x3F >> more;
        for (; more > 0; more--)
            code = code << 6 | utf8[position++] & 0x3F;
        return code;
    }

    static int NextSurrogate(ReadOnlySpan<byte> bytes)
    {
        for (int from = 0; ;)
        {
            int lead = bytes[from..].IndexOf((byte)0xED);
            if (lead < 0 || from + lead + 3 > bytes.Length)
                return -1;
            if (IsSurrogate(bytes[(from + lead)..]))
                return from + lead;
            from += lead + 1;
        }
    }

    static bool IsSurrogate(ReadOnlySpan<byte> bytes) => bytes[0] == 0xED && bytes[1] is >= 0xA0 and <= 0xBF && bytes[2] is >= 0x80 and <= 0xBF;
}
