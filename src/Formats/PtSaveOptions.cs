using PtFormat.Formats.Zip;

namespace PtFormat.Formats;

/// <summary>How something is saved anew. (<see cref="PtFile.Save(string, IProgress{long}?, CancellationToken)"/> needs none: a file that was read stays what it was.)</summary>
public sealed record PtSaveOptions
{
    /// <summary>PyTorch's defaults in the newest version known here.</summary>
    public static PtSaveOptions Default { get; } = new();

    /// <summary>The program that the file shall look like the work of.</summary>
    public PtProducer Producer { get; init; } = PtProducer.Torch214;

    /// <summary>The pickle protocol, 2 to 5. PyTorch reads 2 and 3 with <c>weights_only</c>, the others without.</summary>
    public int PickleProtocol { get; init; } = 2;

    /// <summary>Zip or the format before it.</summary>
    public PtSaveFormat Format { get; init; }

    /// <summary>False to write no checksums, as <c>set_crc32_options(False)</c> since 2.6.</summary>
    public bool Crc { get; init; } = true;

    /// <summary>What payload offsets are multiples of, in bytes; other values than 64 since 2.7.</summary>
    public int StorageAlignment { get; init; } = 64;

    /// <summary>The folder inside the archive; null for PyTorch's: the file's name without its last extension, <c>archive</c> in a stream.</summary>
    public string? Root { get; init; }

    /// <summary>
    /// Texts for a safetensors header, in this order. Libraries of Hugging Face write <c>format</c> = <c>pt</c>, some of their older
    /// versions refuse files without.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Write sparse tensors out where a format has none; without, they are an error there.</summary>
    public bool Dense { get; init; }

    /// <summary>Write quantized tensors as float32 where a format has none; without, they are an error there.</summary>
    public bool Dequantize { get; init; }

    /// <summary>Deflate the arrays of a <c>.npz</c>, as <c>numpy.savez_compressed</c> does.</summary>
    public bool Compress { get; init; }

    /// <summary>
    /// Told of each name that safetensors does not keep, and of the name that it stands under instead: of names that lead to one
    /// tensor the first is written, and the header's metadata lead from the others to it.
    /// </summary>
    public Action<string, string>? OnTied { get; init; }

    /// <summary>True for the formats of torch.save, which hold anything.</summary>
    internal bool IsTorch => Format is PtSaveFormat.Zip or PtSaveFormat.Legacy;

    /// <exception cref="ArgumentException">The producer cannot do what is asked for.</exception>
    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Producer);
        if (PickleProtocol is < 2 or > 5)
            throw new ArgumentException($"the pickle protocol is {PickleProtocol}: 2 to 5 are possible", nameof(PickleProtocol));
        if (StorageAlignment is < 1 or > ZipWriter.MaxAlignment)
            throw new ArgumentException($"the alignment is {StorageAlignment}: 1 to {ZipWriter.MaxAlignment} bytes are possible", nameof(StorageAlignment));
        if (StorageAlignment != 64 && !Producer.HasFormatVersion)
            throw new ArgumentException($"{Producer} always aligns to 64 bytes: another alignment needs PyTorch 2.7, such as {nameof(PtProducer)}.{nameof(PtProducer.Torch214)}", nameof(StorageAlignment));
        if (!Crc && !Producer.HasCrcOption)
            throw new ArgumentException($"{Producer} always writes checksums: leaving them out needs PyTorch 2.6, such as {nameof(PtProducer)}.{nameof(PtProducer.Torch26)}", nameof(Crc));
        if (Root is not null && (Root.Length == 0 || Root.AsSpan().ContainsAny('/', '\0')))
            throw new ArgumentException("the root is one folder's name: neither empty nor with '/' or NUL in it", nameof(Root));
        if (Metadata.Count > 0 && Format != PtSaveFormat.Safetensors)
            throw new ArgumentException("only safetensors has metadata", nameof(Metadata));
        if (Compress && Format != PtSaveFormat.Npz)
            throw new ArgumentException("only .npz is compressed", nameof(Compress));
        if (!IsTorch && (Root is not null || !Crc || StorageAlignment != 64))
            throw new ArgumentException($"{Format} has no root folder, no checksums to leave out and no alignment to choose", nameof(Format));
        if (Format == PtSaveFormat.Legacy && (Root is not null || !Crc || StorageAlignment != 64))
            throw new ArgumentException("the legacy format has no root folder, no checksums and no alignment", nameof(Format));
    }

    /// <summary>
    /// PyTorch's folder name: what follows the last slash or backslash (on every system), without the last dot and what follows
    /// it. Since 2.x Python opens a path with non-ASCII characters, and the archive is written to a stream.
    /// </summary>
    /// <exception cref="ArgumentException">The name is all extension: PyTorch refuses it, too.</exception>
    internal string RootFor(string? path)
    {
        if (Root is not null)
            return Root;
        if (path is null || Producer.OpensPathsItself && !System.Text.Ascii.IsValid(path))
            return "archive";
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        int dot = name.LastIndexOf('.');
        string root = dot < 0 ? name : name[..dot];
        return root.Length > 0
            ? root
            : throw new ArgumentException($"'{path}' leaves no name for the folder inside the archive: choose a name that does not start with its only dot, or set Root", nameof(path));
    }
}
