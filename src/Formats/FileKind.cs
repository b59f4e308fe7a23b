using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>Tells files apart by their first bytes, never by their name.</summary>
static class FileKind
{
    /// <summary>The bytes that are looked at.</summary>
    public const int HeadBytes = 512;

    static readonly (string Start, string What)[] Strangers =
    [
        ("\u0089PNG", "a PNG picture"),
        ("\u00FF\u00D8\u00FF", "a JPEG picture"),
        ("GIF8", "a GIF picture"),
        ("%PDF", "a PDF document"),
        ("\u001F\u008B", "a gzip archive: decompress it first"),
        ("BZh", "a bzip2 archive: decompress it first"),
        ("\u00FD7zXZ", "an xz archive: decompress it first"),
        ("7z\u00BC\u00AF", "a 7-zip archive: unpack it first"),
        ("Rar!", "a RAR archive: unpack it first"),
        ("\u0089HDF", "an HDF5 file, as Keras writes"),
        ("GGUF", "a GGUF model, as llama.cpp reads"),
        ("\u007FELF", "a Linux program"),
        ("MZ", "a Windows program"),
        ("version https://git-lfs", "a git-lfs pointer: run 'git lfs pull' to get the file itself"),
        ("PK\u0005\u0006", "an empty zip archive"),
        ("PYTORCH1", "a preview format of 2018 that PyTorch no longer reads either"),
        ("<", "HTML or XML: perhaps the page of a failed download"),
        ("{", "JSON text"),
    ];

    public static bool IsZip(ReadOnlySpan<byte> head) => head.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Whether a record is named as pickles are; PyTorch finds records whatever the case of their letters.</summary>
    public static bool IsPickleName(string name) => name.EndsWith(".pkl", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a pickle of protocol 2 or higher, which says so in its first byte.</summary>
    public static bool IsBinaryPickle(ReadOnlySpan<byte> head) => head.Length > 1 && head[0] == 0x80;

    /// <summary>True for what the pickle machine should look at: a pickle's header, or an opcode that a pickle of protocol 0 or 1 starts with.</summary>
    public static bool MayBePickle(ReadOnlySpan<byte> head) => IsBinaryPickle(head)
        || head.Length > 1 && "()]}lcINLJKMFGSTUVXP"u8.Contains(head[0]) && !head.StartsWith("MZ"u8) && !head.StartsWith("PK"u8);

    /// <summary>The error for a file that no reader takes, with what it looks like.</summary>
    public static PtFormatException Unsupported(ReadOnlySpan<byte> head, Exception? cause = null)
    {
        if (head.IsEmpty)
            return new(PtErrorKind.Unsupported, "the file is empty (or no regular file): a file written by torch.save was expected");
        string start = Encoding.Latin1.GetString(head);
        string? stranger = Array.Find(Strangers, kind => start.StartsWith(kind.Start, StringComparison.Ordinal)).What;
        if (stranger is null && head.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) is var at && (at < 0 || head[at] is (byte)'\n' or (byte)'\r' or (byte)'\t'))
            stranger = "text";
        return new(PtErrorKind.Unsupported, $"{(stranger is null ? "this is no file that PtFormat knows" : $"this looks like {stranger}")}; a file written by torch.save was expected", 0, inner: cause);
    }
}
