using System.Globalization;
using System.Text;
using PtFormat.Formats.Export;
using PtFormat.Formats.Script;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// The zip container: every record below one root folder, <c>data.pkl</c> with the object, <c>data/KEY</c> for each storage,
/// and small records that say how it was written.
/// </summary>
sealed partial class TorchZip : TorchContent
{
    // The names that records are looked up by. PyTorch's search sets letter case aside.
    static readonly string[] Special = ["data.pkl", "constants.pkl", "version", ".data/version", "byteorder", ".storage_alignment", ".format_version", ".data/serialization_id", ProgramContent.FormatName];

    readonly ZipRecords _records;
    readonly LoadLimits _limits;

    TorchZip(PickleValue tree, ZipRecords records, LoadLimits limits) => (Tree, _records, _limits) = (tree, records, limits);

    public override PickleValue Tree { get; }

    public override TorchStorages Storages => field ??= new ZipStorages(this, _limits);

    /// <summary>Every record, in the archive's order.</summary>
    public override IEnumerable<CheckableRecord> CheckableRecords => _records.Checkable(Container.Records);

    /// <exception cref="PtFormatException">The archive is none that torch.save writes, or its pickle is refused.</exception>
    public static async ValueTask<TorchContent> ReadAsync(DualReader reader, PtLoadOptions options, int depth, ZipDirectory directory)
    {
        LoadLimits limits = options.Limits;
        string root = RootOf(directory);
        string folder = root + "/";
        foreach (ZipEntry entry in directory.Entries)
        {
            if (!entry.Name.StartsWith(folder, StringComparison.Ordinal))
                throw new PtFormatException(PtErrorKind.Malformed, $"the record lies outside the archive's folder {PtFormatException.Quote(root)}", entry.HeaderOffset, entry.Name);
            if (entry.IsFolder && entry.ByteLength != 0)
                throw new PtFormatException(PtErrorKind.Malformed, $"a folder has {entry.ByteLength} bytes of content", entry.HeaderOffset, entry.Name);
        }
        foreach (ZipEntry entry in directory.Entries)
            foreach (string special in Special)
                if (entry.Name.Length == folder.Length + special.Length && entry.Name.AsSpan(folder.Length) is var name && name.Equals(special, StringComparison.OrdinalIgnoreCase) && !name.SequenceEqual(special))
                    throw new PtFormatException(PtErrorKind.Ambiguous, $"the record's name is {PtFormatException.Quote(special)} in other letters: PyTorch would read it for that, other readers would not", record: entry.Name);
        ZipRecords records = new(reader.Source, directory, folder, limits);
        bool isScript = records.Find("constants.pkl") is not null, isProgram = records.Find(ProgramContent.FormatName) is not null;
        // What a pickle holds as bytes is torch.save's: PyTorch would compile and run anything else there.
        if (depth > 0 && (isScript || isProgram))
            throw new PtFormatException(PtErrorKind.Unsupported, $"this is {(isScript ? "a TorchScript archive (torch.jit.save)" : "an exported program (torch.export.save)")}: a file written by torch.save was expected", record: root);
        if (!isProgram && records.Find("data.pkl") is null)
            throw records.Find("model.json") is not null
                ? new PtFormatException(PtErrorKind.Unsupported, "this is a TorchScript archive of before PyTorch 1.2: load and save it in PyTorch 1.4, which reads both forms", record: $"{root}/model.json")
                : new PtFormatException(PtErrorKind.Malformed, $"the archive has no record {PtFormatException.Quote(root + "/data.pkl")}: it was not written by torch.save");

        PtContainer container = await ReadContainer(reader, limits, root, records).ConfigureAwait(false);
        if (isScript)
            return await ScriptContent.ReadAsync(reader, options, container, records).ConfigureAwait(false);
        if (isProgram)
            return await ProgramContent.ReadAsync(reader, options, container, records).ConfigureAwait(false);
        ZipRecord pickle = records.Find("data.pkl")!;
        ReadOnlyMemory<byte> bytes = await pickle.ReadBytesAsync(reader, limits.MaxPickleBytes, nameof(limits.MaxPickleBytes)).ConfigureAwait(false);
        PickleOrigin origin = new(pickle.Entry.Name, 0);
        NestedFiles nested = new(options, depth);
        PickleValue tree;
        using (options is { ReadsAll: true } && depth == 0 && options.Device != Device.Meta ? new TinyRecords(reader.Source, directory.Entries, limits) : null)
            tree = nested.Run(bytes, origin);
        return new TorchZip(tree, records, limits)
        {
            Container = container with { PickleProtocol = PickleProtocol.Detect(bytes.Span) },
            PickleBytes = bytes.Length,
            Origin = origin,
            EndOffset = reader.Source.Length,
            Nested = nested,
        };
    }

    static string RootOf(ZipDirectory directory)
    {
        if (directory.Entries.Count == 0)
            throw new PtFormatException(PtErrorKind.Malformed, "the archive is empty");
        string first = directory.Entries[0].Name;
        int slash = first.IndexOf('/');
        return slash > 0 ? first[..slash] : throw new PtFormatException(PtErrorKind.Malformed, "the first record lies in no folder: torch.save puts all records into one", 0, first);
    }

    static async ValueTask<PtContainer> ReadContainer(DualReader reader, LoadLimits limits, string root, ZipRecords records)
    {
        string? hidden = await Text(".data/version", limits.MaxVersionBytes, nameof(limits.MaxVersionBytes)).ConfigureAwait(false);
        string? plain = await Text("version", limits.MaxVersionBytes, nameof(limits.MaxVersionBytes)).ConfigureAwait(false);
        if (hidden is not null && plain is not null && hidden != plain)
            throw new PtFormatException(PtErrorKind.Ambiguous, "the records 'version' and '.data/version' differ: readers would disagree about which one counts", record: $"{root}/version");
        string version = hidden ?? plain
            ?? throw new PtFormatException(PtErrorKind.Malformed, "the archive has no record 'version': it was not written by torch.save");
        if (!int.TryParse(version.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 10)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the archive's version is {PtFormatException.Quote(version)}: 1 to 10 are known", record: $"{root}/version");

        string? order = await Text("byteorder", limits.MaxByteorderBytes, nameof(limits.MaxByteorderBytes)).ConfigureAwait(false);
        if (order is not (null or "little" or "big"))
            throw new PtFormatException(PtErrorKind.Unsupported, $"the byte order is {PtFormatException.Quote(order)}: 'little' and 'big' are known", record: $"{root}/byteorder");
        string? alignment = await Text(".storage_alignment", limits.MaxDotFileBytes, nameof(limits.MaxDotFileBytes)).ConfigureAwait(false);
        int aligned = 0;
        if (alignment is not null && (!int.TryParse(alignment, NumberStyles.None, CultureInfo.InvariantCulture, out aligned) || aligned < 1))
            throw new PtFormatException(PtErrorKind.Malformed, $"the storage alignment is {PtFormatException.Quote(alignment)}: a positive number was needed", record: $"{root}/.storage_alignment");
        return new(PtContainerKind.Zip)
        {
            Root = root,
            Records = records.Names,
            HasChecksums = records.HasChecksums,
            Version = number,
            IsBigEndian = order is null ? null : order == "big",
            FormatVersion = await Text(".format_version", limits.MaxDotFileBytes, nameof(limits.MaxDotFileBytes)).ConfigureAwait(false),
            StorageAlignment = alignment is null ? null : aligned,
            SerializationId = await Text(".data/serialization_id", limits.MaxDotFileBytes, nameof(limits.MaxDotFileBytes)).ConfigureAwait(false),
        };

        async ValueTask<string?> Text(string name, int maxBytes, string limit) => records.Find(name) is { } record
            ? Encoding.Latin1.GetString((await record.ReadBytesAsync(reader, maxBytes, limit).ConfigureAwait(false)).Span)
            : null;
    }

    sealed class ZipStorages(TorchZip zip, LoadLimits limits) : TorchStorages(limits, zip.Origin, zip._records.Entries.Count)
    {
        readonly StorageRecords _records = new(zip._records, zip.Container, DataFolder, zip.Origin);

        protected override Storage Open(StorageReference reference, PyPersistentId id) => _records.Open(reference, id);
    }
}
