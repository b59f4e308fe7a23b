namespace PtFormat.Formats.Export;

/// <summary>
/// Python writes infinities and NaN into JSON as bare words, which no other reader takes: PyTorch up to 2.6 left it at that. Here they
/// become the texts that later versions write.
/// </summary>
static class PythonJson
{
    static readonly byte[][] Words = ["-Infinity"u8.ToArray(), "Infinity"u8.ToArray(), "NaN"u8.ToArray()];

    public static ReadOnlySpan<byte> Strict(ReadOnlySpan<byte> json)
    {
        List<byte>? strict = null;
        int copied = 0;
        for (int at = 0; at < json.Length; at++)
        {
            if (json[at] == '"')
            {
                at = EndOfString(json, at);
                continue;
            }
            if (json[at] is not ((byte)'I' or (byte)'N' or (byte)'-'))
                continue;
            foreach (byte[] word in Words)
                if (json[at..].StartsWith(word))
                {
                    (strict ??= new(json.Length + 64)).AddRange(json[copied..at]);
                    strict.Add((byte)'"');
                    strict.AddRange(word);
                    strict.Add((byte)'"');
                    copied = at + word.Length;
                    at = copied - 1;
                    break;
                }
        }
        if (strict is null)
            return json;
        strict.AddRange(json[copied..]);
        return strict.ToArray();
    }

    // A quote behind a backslash does not end it.
    static int EndOfString(ReadOnlySpan<byte> json, int start)
    {
        for (int at = start + 1; at < json.Length; at++)
            if (json[at] == '\\')
                at++;
            else if (json[at] == '"')
                return at;
        return json.Length;
    }
}
