namespace PtFormat.Pickle;

/// <summary>How much of everything a file may ask for before reading it becomes an error.</summary>
/// <remarks>All readers share these limits. The error names the limit, its value and the offender.</remarks>
public sealed record LoadLimits
{
    const long MiB = 1L << 20;
    const long GiB = 1L << 30;

    /// <summary>Fit for files from strangers: every real checkpoint loads, no small file costs much.</summary>
    public static LoadLimits Default { get; } = new();

    /// <summary>No limits but those of the platform: for files whose origin is known.</summary>
    public static LoadLimits Unlimited { get; } = new()
    {
        MaxPickleBytes = long.MaxValue,
        MaxOpcodes = long.MaxValue,
        MaxObjects = long.MaxValue,
        MaxNesting = int.MaxValue,
        MaxMemoSlots = Array.MaxLength,
        MaxIntBytes = int.MaxValue,
        MaxIntDigits = int.MaxValue,
        MaxTextLineBytes = int.MaxValue,
        MaxGlobalNameChars = int.MaxValue,
        MaxRepeatedKeyBytes = long.MaxValue,
        MaxRepeatedItems = long.MaxValue,
        MaxStorages = int.MaxValue,
        MaxDims = int.MaxValue,
        MaxStorageKeyChars = int.MaxValue,
        MinMaterializedBytes = long.MaxValue,
        MaxZipRecords = int.MaxValue,
        MaxZipDirectoryBytes = long.MaxValue,
        MaxZipNameBytes = ushort.MaxValue,
        MaxDeflateRatio = int.MaxValue,
        MaxInflatedBytes = long.MaxValue,
        MaxVersionBytes = int.MaxValue,
        MaxByteorderBytes = int.MaxValue,
        MaxDotFileBytes = int.MaxValue,
        MaxSafetensorsHeaderBytes = long.MaxValue,
        MaxJsonDepth = 1000,
        MaxCodeBytes = long.MaxValue,
        MaxProgramBytes = long.MaxValue,
        MaxNpyHeaderBytes = int.MaxValue,
        MaxShards = int.MaxValue,
        MaxTarMembers = int.MaxValue,
        MaxPickleInPickle = 100,
    };

    /// <summary>Length of one pickle in bytes. A large optimizer's is some tens of MB.</summary>
    public long MaxPickleBytes { get; init; } = 256 * MiB;

    /// <summary>Opcodes in one pickle.</summary>
    public long MaxOpcodes { get; init; } = 50_000_000;

    /// <summary>Nodes that one pickle may create: one byte can make an object of 60.</summary>
    public long MaxObjects { get; init; } = 10_000_000;

    /// <summary>Containers inside one another, and marks open at once. CPython itself writes lists about 500 deep.</summary>
    public int MaxNesting { get; init; } = 1_000;

    /// <summary>Memo slots of one pickle.</summary>
    public int MaxMemoSlots { get; init; } = 10_000_000;

    /// <summary>Length in bytes of a binary integer.</summary>
    public int MaxIntBytes { get; init; } = 1_024;

    /// <summary>Digits of an integer written as text: CPython's own limit, since parsing takes more than linear time.</summary>
    public int MaxIntDigits { get; init; } = 4_300;

    /// <summary>Length in bytes of a line of text that is not a string.</summary>
    public int MaxTextLineBytes { get; init; } = 64 * 1024;

    /// <summary>Length in characters of a global's module, and of its name.</summary>
    public int MaxGlobalNameChars { get; init; } = 1_024;

    /// <summary>Bytes spent on finding that a dict key was there already. Python's own pickles never repeat a key.</summary>
    public long MaxRepeatedKeyBytes { get; init; } = 64 * MiB;

    /// <summary>
    /// Items and names beyond one for each byte of a pickle that are gone through again because several objects share them: what
    /// dictionaries are made of, the arguments of what calls them, states, characters of nested names.
    /// </summary>
    public long MaxRepeatedItems { get; init; } = 500_000;

    /// <summary>Storages of one file.</summary>
    public int MaxStorages { get; init; } = 1_000_000;

    /// <summary>Dimensions of a tensor. Torch's kernels stop at 64.</summary>
    public int MaxDims { get; init; } = 64;

    /// <summary>Length in characters of a storage's key, which becomes part of a record's name.</summary>
    public int MaxStorageKeyChars { get; init; } = 256;

    /// <summary>A copy of a view up to this many bytes is always made, however small its storage.</summary>
    public long MinMaterializedBytes { get; init; } = GiB;

    /// <summary>A copy of a view may be this many times its storage: broadcast views are legal, their copies are not free.</summary>
    public int MaxMaterializedRatio { get; init; } = 16;

    /// <summary>Records of a zip archive.</summary>
    public int MaxZipRecords { get; init; } = 1_000_000;

    /// <summary>Length in bytes of a zip archive's directory.</summary>
    public long MaxZipDirectoryBytes { get; init; } = 256 * MiB;

    /// <summary>Length in bytes of a record's name.</summary>
    public int MaxZipNameBytes { get; init; } = 1_024;

    /// <summary>Inflated bytes per deflated byte. Deflate reaches 1032, torch stores and does not deflate.</summary>
    public int MaxDeflateRatio { get; init; } = 200;

    /// <summary>A record inflated to at most this many bytes may have any ratio.</summary>
    public long MinDeflateRecordBytes { get; init; } = 16 * MiB;

    /// <summary>An archive inflated to at most this many bytes may have any ratio.</summary>
    public long MinDeflateArchiveBytes { get; init; } = 64 * MiB;

    /// <summary>Bytes that all deflated records of an archive may inflate to.</summary>
    public long MaxInflatedBytes { get; init; } = 8 * GiB;

    /// <summary>Length in bytes of the record <c>version</c>.</summary>
    public int MaxVersionBytes { get; init; } = 32;

    /// <summary>Length in bytes of the record <c>byteorder</c>.</summary>
    public int MaxByteorderBytes { get; init; } = 16;

    /// <summary>Length in bytes of the other small records, whose names start with a dot.</summary>
    public int MaxDotFileBytes { get; init; } = 4 * 1024;

    /// <summary>Length in bytes of a safetensors header, the reference library's cap, and of an index of several files.</summary>
    public long MaxSafetensorsHeaderBytes { get; init; } = 100_000_000;

    /// <summary>Nesting of JSON text. A graph in a graph of an exported program takes seven levels.</summary>
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Length in bytes of the code files of a TorchScript archive, all together.</summary>
    public long MaxCodeBytes { get; init; } = 16 * MiB;

    /// <summary>Length in bytes of one JSON text of an exported program: its graph, or what its records hold.</summary>
    public long MaxProgramBytes { get; init; } = 256 * MiB;

    /// <summary>Length in bytes of a <c>.npy</c> header: NumPy's own cap.</summary>
    public int MaxNpyHeaderBytes { get; init; } = 10_000;

    /// <summary>Files that an index may name: each is opened.</summary>
    public int MaxShards { get; init; } = 4_000;

    /// <summary>Members of a tar archive. The format has four.</summary>
    public int MaxTarMembers { get; init; } = 64;

    /// <summary>Files inside pickles inside files: how often one may hold the next.</summary>
    public int MaxPickleInPickle { get; init; } = 4;

    /// <summary>How large the copy of a view may become, in bytes.</summary>
    /// <param name="storageBytes">Length of the view's storage in bytes.</param>
    public long MaxMaterializedBytes(long storageBytes) =>
        storageBytes > long.MaxValue / Math.Max(1, MaxMaterializedRatio)
            ? long.MaxValue
            : Math.Max(MinMaterializedBytes, storageBytes * MaxMaterializedRatio);
}
