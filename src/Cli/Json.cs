using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PtFormat.Cli;

/// <summary>Prints one JSON object: readable, in UTF-8, ending in a line feed.</summary>
static class Json
{
    static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object on a line of its own, to stand as a raw value in a list: a list of thousands stays readable and diffs well.</summary>
    /// <param name="members">Writes them.</param>
    /// <param name="depth">How deep the line stands.</param>
    public static byte[] Line(Action<Utf8JsonWriter> members, int depth = 2)
    {
        using MemoryStream buffer = new();
        // A raw value is not indented by the writer around it.
        buffer.WriteByte((byte)'\n');
        for (int i = 0; i < depth; i++)
            buffer.Write("  "u8);
        Write(buffer, members, isIndented: false);
        return buffer.ToArray();
    }

    /// <summary>One object as text without line breaks.</summary>
    public static string Members(Action<Utf8JsonWriter> members)
    {
        using MemoryStream buffer = new();
        Write(buffer, members, isIndented: false);
        return Text(buffer);
    }

    public static void Print(TextWriter output, Action<Utf8JsonWriter> members)
    {
        using MemoryStream buffer = new();
        Write(buffer, members, isIndented: true);
        output.WriteLine(Text(buffer));
    }

    static void Write(MemoryStream buffer, Action<Utf8JsonWriter> members, bool isIndented)
    {
        using Utf8JsonWriter writer = new(buffer, Options with { Indented = isIndented });
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    }

    static string Text(MemoryStream buffer) => Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
}
