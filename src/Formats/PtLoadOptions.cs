using System.Text;
using PtFormat.Pickle;
using PtFormat.Tensors;

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

    /// <summary>
    /// The dtype that floating-point tensors are given while they load, as <c>model.to(dtype)</c> would: float16, bfloat16, float32
    /// or float64. Integers, bools and complex numbers stay as they are, and so do sparse, quantized and nested tensors. Null keeps
    /// every tensor's own.
    /// </summary>
    /// <remarks>The file then no longer is what its tensors are: save its state_dict, it cannot be rewritten.</remarks>
    public DType? DType { get; init; }

    /// <summary>
    /// Where tensors go while they load, as <c>map_location</c> says it; the host's memory by default, whatever the file says.
    /// With <see cref="Device.Meta"/> no record is read. Sparse, quantized and nested tensors stay in the host's memory.
    /// </summary>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>
    /// True to map the file into memory instead of reading it (<see cref="PtFile.Open(string, PtLoadOptions?)"/> of a path): a tensor
    /// then is the file's own bytes, read-only, and costs nothing until it is touched.
    /// </summary>
    /// <remarks>
    /// What you take on: nobody may shorten the file while it is mapped - touching what is gone ends the process, which no
    /// program can catch - and who overwrites it changes the tensors. Checksums are not looked at
    /// (<see cref="PtFile.Verify"/> does). After <see cref="PtFile.Dispose"/> its tensors refuse to be read; the mapping itself
    /// goes when the last of them does. Compressed and byte-swapped records are read into memory as ever.
    /// </remarks>
    public bool MemoryMap { get; init; }

    /// <summary>Where in the file the object starts, in bytes: a stream may hold several, one behind the other (<see cref="PtFile.EndOffset"/>).</summary>
    public long StartOffset { get; init; }

    /// <summary>Told of every global in the file's pickles, with offset and verdict.</summary>
    public Action<PickleGlobalUse>? OnGlobal { get; init; }

    /// <summary>What lies beside a file that was opened by its path: an index may name files there, and only there.</summary>
    internal SiblingFiles? Siblings { get; init; }

    /// <summary>Whether something may follow the object: one of several is read.</summary>
    internal bool AllowsMore { get; init; }

    /// <summary>Whether every record is going to be read.</summary>
    internal bool ReadsAll { get; init; }

    /// <summary>Whether the pickles are those of a TorchScript archive: see <see cref="PickleOptions.AdmitsBareArguments"/>.</summary>
    internal bool IsScript { get; init; }

    /// <summary>Ends the reading of pickles, while the file is opened.</summary>
    internal CancellationToken Cancellation { get; init; }

    /// <summary>Why what was opened with these options cannot be written as it was read; null where it can.</summary>
    internal string? WhyNotRewritten =>
        DType is { } dtype ? $"its tensors were converted to {dtype.Name()} while they were loaded"
        : Device != Device.Cpu ? $"its tensors were loaded to {Device.Name}"
        : null;

    /// <summary>Runs the pickles in the machine's place, given record and position: for a scan, which looks into everything itself.</summary>
    internal Func<ReadOnlyMemory<byte>, string?, long, PickleValue>? RunPickle { get; init; }
}
