using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats;

/// <summary>How a file is read.</summary>
public sealed record PtLoadOptions
{
    /// <summary>Default limits and policy.</summary>
    public static PtLoadOptions Default { get; } = new();

    /// <summary>How much of everything a file may ask for.</summary>
    public LoadLimits Limits { get; init; } = LoadLimits.Default;

    /// <summary>What a file may name: everything harmless by default, only tensors with <see cref="GlobalPolicy.TensorsOnly"/>.</summary>
    public GlobalPolicy Policy { get; init; } = GlobalPolicy.Default;

    /// <summary>
    /// The encoding of Python 2's byte strings, which do not tell theirs; UTF-8 as in <c>torch.load</c>. What does not decode stays bytes.
    /// </summary>
    public Encoding ByteStringEncoding { get; init; } = new UTF8Encoding(false, throwOnInvalidBytes: true);

    /// <summary>Where in the file the object starts, in bytes: a stream may hold several, one behind the other (<see cref="PtFile.EndOffset"/>).</summary>
    public long StartOffset { get; init; }

    /// <summary>Told of every global in the file's pickles, with offset and verdict.</summary>
    public Action<PickleGlobalUse>? OnGlobal { get; init; }

    /// <summary>Whether something may follow the object: one of several is read.</summary>
    internal bool AllowsMore { get; init; }

    /// <summary>Runs the pickles in the machine's place, given record and position: for a scan, which looks into everything itself.</summary>
    internal Func<ReadOnlyMemory<byte>, string?, long, PickleValue>? RunPickle { get; init; }
}
