using System.Globalization;
using System.Text;
using System.Text.Json;
using PtFormat.Pickle;

namespace PtFormat.Formats.Sharded;

/// <summary>
/// The index of a checkpoint in several files, as Hugging Face's libraries write it: JSON whose <c>weight_map</c> gives each tensor's
/// file, which lies beside the index. (<c>metadata.total_size</c> says nothing that counts, and is wrong in many real ones.)
/// </summary>
static class ShardIndex
{
    const string MapName = "weight_map";

    /// <summary>What a file of JSON is searched for, to be taken for an index.</summary>
    public static ReadOnlySpan<byte> Mark => "\"weight_map\""u8;

    /// <summary>True where the beginning may be that of a JSON object.</summary>
    public static bool MayBeOne(ReadOnlySpan<byte> head) => head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>The tensors with their files, in the order of the index.</summary>
    /// <exception cref="PtFormatException">The text is no index, or a file's name is no plain one.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Parse(ReadOnlySpan<byte> text, LoadLimits limits)
    {
        JsonScanner json = new(text, limits, null, 0);
        List<KeyValuePair<string, string>>? map = null;
        HashSet<string> fields = new(StringComparer.Ordinal);
        json.Next();
        json.Expect(JsonTokenType.StartObject, "a JSON object as index");
        for (json.Next(); json.Token != JsonTokenType.EndObject; json.Next())
        {
            string field = json.Text();
            if (!fields.Add(field))
                throw json.Malformed($"the index has {PtFormatException.Quote(field)} twice");
            json.Next();
            if (field == MapName)
                map = ReadMap(ref json, limits);
            else
                json.Skip();
        }
        json.ExpectEnd();
        return map ?? throw json.Malformed($"the index has no {MapName}");
    }

    static List<KeyValuePair<string, string>> ReadMap(ref JsonScanner json, LoadLimits limits)
    {
        List<KeyValuePair<string, string>> map = [];
        HashSet<string> names = new(StringComparer.Ordinal), files = new(StringComparer.Ordinal);
        json.Expect(JsonTokenType.StartObject, $"an object as {MapName}");
        for (json.Next(); json.Token != JsonTokenType.EndObject; json.Next())
        {
            string name = json.Text();
            if (map.Count >= limits.MaxStorages)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the index has more tensors; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxStorages)} is {limits.MaxStorages}");
            if (!names.Add(name))
                throw json.Malformed($"the index has the tensor {PtFormatException.Quote(name)} twice");
            json.Next();
            json.Expect(JsonTokenType.String, $"a file's name for {PtFormatException.Quote(name)}");
            string file = json.Text();
            if (!SiblingFiles.IsName(file))
                throw json.Malformed($"{PtFormatException.Quote(name)} is to lie in {PtFormatException.Quote(file)}: the plain name of a file beside the index was needed");
            if (files.Add(file) && files.Count > limits.MaxShards)
                throw new PtFormatException(PtErrorKind.LimitExceeded, $"the index names more files; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxShards)} is {limits.MaxShards}");
            map.Add(new(name, file));
        }
        return map;
    }

    /// <summary>An index byte for byte as <c>json.dumps(index, indent=2, sort_keys=True)</c> and a line feed.</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> map, long totalBytes)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n  \"metadata\": {{\n    \"total_size\": {totalBytes}\n  }},\n  \"{MapName}\": {{");
        bool isFirst = true;
        foreach ((string name, string file) in map.OrderBy(pair => pair.Key, TiedNames.ByCodePoint))
        {
            text.Append(isFirst ? "\n    " : ",\n    ");
            AppendText(text, name);
            text.Append(": ");
            AppendText(text, file);
            isFirst = false;
        }
        return Encoding.ASCII.GetBytes(text.Append("\n  }\n}\n").ToString());
    }

    // As Python: nothing but ASCII, short forms where there are some.
    static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                >= ' ' and <= '~' => text.Append(c),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        text.Append('"');
    }
}
