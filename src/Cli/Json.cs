using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PtFormat.Cli;

/// <summary>Prints one JSON object: readable, in UTF-8, ending in a line feed.</summary>
static class Json
{
    static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object on one line, to stand as a raw value in another: a list of thousands stays readable and diffs well.</summary>
    public static byte[] Line(Action<Utf8JsonWriter> members)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options with { Indented = false }))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    public static void Print(TextWriter output, Action<Utf8JsonWriter> members)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }
}
