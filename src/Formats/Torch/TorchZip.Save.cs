using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Writing: an archive as a version of PyTorch would make it, and one that was read once more.</content>
sealed partial class TorchZip
{
    public const string DataFolder = "data/";
    const string PickleName = "data.pkl";
    const string IdName = ".data/serialization_id";
    const int DefaultAlignment = 64;

    /// <summary>What torch.save writes besides storages.</summary>
    public static readonly string[] OwnRecords = [PickleName, ".format_version", ".storage_alignment", "byteorder", "version", ".data/version", IdName];

    readonly Dictionary<string, RecordStorage> _kept = new(StringComparer.Ordinal);

    /// <summary>Writes an archive anew.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="root">The folder inside the archive.</param>
    /// <param name="options">Producer, checksums, alignment.</param>
    /// <param name="pickle">The object.</param>
    /// <param name="storages">The storages by key, in numeric order.</param>
    public static async ValueTask WriteAsync(DualWriter output, string root, PtSaveOptions options, ReadOnlyMemory<byte> pickle, IReadOnlyList<TreeStorage> storages)
    {
        PtProducer producer = options.Producer;
        SerializationId id = new();
        ZipWriter writer = new(output, root, options.StorageAlignment, id);
        await Add(PickleName, new BytesPayload(pickle)).ConfigureAwait(false);
        if (producer.HasFormatVersion)
        {
            await Add(".format_version", new BytesPayload("1")).ConfigureAwait(false);
            await Add(".storage_alignment", new BytesPayload($"{options.StorageAlignment}")).ConfigureAwait(false);
        }
        if (producer.HasSerializationId)
            await Add("byteorder", new BytesPayload(BitConverter.IsLittleEndian ? "little" : "big")).ConfigureAwait(false);
        IEnumerable<TreeStorage> ordered = producer.HasFormatVersion ? storages : storages.OrderBy(storage => storage.Key, StringComparer.Ordinal);
        foreach (TreeStorage storage in ordered)
            await Add(DataFolder + storage.Key, StoragePayload.Of(storage.Storage)).ConfigureAwait(false);
        await Add("version", new BytesPayload("3\n")).ConfigureAwait(false);
        writer.Settle();
        if (producer.HasSerializationId)
            await Add(IdName, new BytesPayload(id.Names + id.Content)).ConfigureAwait(false);
        await writer.FinishAsync().ConfigureAwait(false);

        ValueTask Add(string name, IPayload payload) => writer.AddAsync(new(name, payload, options.Crc));
    }

    /// <summary>Reads what the pickle does not lead to, so that the file can be saved after it was closed.</summary>
    public override void KeepRecords()
    {
        // No text is made of the names that are known: an archive may have many.
        foreach (ZipEntry entry in _records.Entries)
        {
            if (entry.IsFolder || _records.NameOf(entry) is PickleName || Known(_records.NameOf(entry)) is not null)
                continue;
            string name = _records.NameOf(entry).ToString();
            if (_kept.ContainsKey(name))
                continue;
            RecordStorage kept = new(_records.Of(entry));
            kept.EnsureLoaded();
            _kept.Add(name, kept);
        }
    }

    /// <summary>
    /// Writes the archive again: the same records in the same order under the same root, the pickle from the tree, storages from
    /// memory where they were changed. Nothing is taken over but content: headers, checksums and the id are made anew.
    /// </summary>
    public override async ValueTask RewriteAsync(DualWriter output)
    {
        if (Container.StorageAlignment > ZipWriter.MaxAlignment)
            throw new PtFormatException(PtErrorKind.Unsupported, $"the storage alignment is {Container.StorageAlignment}: at most {ZipWriter.MaxAlignment} can be written", record: $"{Container.Root}/.storage_alignment");
        ChunkedBytes pickle = new(PickleBytes + 4096);
        PickleWriter.Write(Tree, pickle, Container.PickleProtocol, null, PickleBytes / 10);
        SerializationId id = new(), asRead = new();
        ZipWriter writer = new(output, Container.Root!, Container.StorageAlignment ?? DefaultAlignment, id);
        foreach (string name in Container.Records)
        {
            ZipOutput record = name switch
            {
                PickleName => new(name, pickle, IsChecked(name)),
                IdName => new(name, new BytesPayload(NewId(asRead, id, writer)), IsChecked(name)),
                _ => Again(name),
            };
            await writer.AddAsync(record).ConfigureAwait(false);
            AddAsRead(asRead, name);
        }
        await writer.FinishAsync().ConfigureAwait(false);
    }

    public override IEnumerable<string> StorageKeys => Container.Records.Where(IsStorage).Select(name => name[DataFolder.Length..]);

    public override void AddStorages(IReadOnlyList<string> keys)
    {
        // Up to 2.6 storages lie in the order of their keys as text.
        bool asText = Container.FormatVersion is null;
        Queue<string> added = new(asText ? keys.Order(StringComparer.Ordinal) : keys);
        List<string> old = [.. Container.Records], records = new(old.Count + keys.Count);
        int last = old.FindLastIndex(IsStorage), end = last >= 0 ? last + 1 : old.FindIndex(name => name is "version" or ".data/version");
        for (int i = 0; i < old.Count; i++)
        {
            while (added.TryPeek(out string? next) && (i == end || asText && IsStorage(old[i]) && string.CompareOrdinal(next, 0, old[i], DataFolder.Length, int.MaxValue) < 0))
                records.Add(DataFolder + added.Dequeue());
            records.Add(old[i]);
        }
        records.AddRange(added.Select(key => DataFolder + key));
        Container = Container with { Records = records };
    }

    static bool IsStorage(string name) => name.StartsWith(DataFolder, StringComparison.Ordinal);

    // A storage on the meta device has no bytes; a record of its name is one that nothing leads to.
    LocatedStorage? Known(ReadOnlySpan<char> name) =>
        name.StartsWith(DataFolder) && Storages.Find(name[DataFolder.Length..]) is { } known && known.Storage.Device != Device.Meta ? known : null;

    ZipOutput Again(string name)
    {
        ZipRecord? record = _records.Find(name);
        if (Known(name) is not { Reference: var reference, Storage: var storage })
            return new(name, _kept.TryGetValue(name, out RecordStorage? kept) ? new StoragePayload(kept) : new RecordPayload(record!), IsChecked(name));
        bool touched = record is null || storage.Version > 0 || Storages.IsReplaced(reference.Key);
        if (!touched && storage is RecordStorage { IsLoaded: false } or MappedStorage)
            return new(name, new RecordPayload(record!), IsChecked(name));
        int swapBytes = Container.IsBigEndian == true ? StorageRecords.SwapBytes(reference.Class) : 1;
        if (swapBytes > 1)
            (storage as RecordStorage)?.EnsureLoaded(); // Parts of a record are read without its checksum.
        return new(name, swapBytes > 1 ? new StoragePayload(storage, swapBytes) : StoragePayload.Of(storage), touched ? Container.HasChecksums : IsChecked(name));
    }

    bool IsChecked(string name) => _records.Find(name) is { } record ? !record.IsUnchecked : Container.HasChecksums;

    void AddAsRead(SerializationId id, string name)
    {
        if (_records.Find(name) is not { } record)
            return;
        id.AddName(name);
        if (record.ByteLength > 0)
            id.AddChecksum(record.Entry.Crc32);
    }

    // Each half is computed anew where the old one was what PyTorch computes on Linux; else it is somebody else's and stays.
    string NewId(SerializationId asRead, SerializationId id, ZipWriter writer)
    {
        writer.Settle();
        string old = Container.SerializationId!;
        if (old.Length != id.Names.Length + id.Content.Length)
            return old;
        string names = old[..id.Names.Length], content = old[id.Names.Length..];
        return (names == asRead.Names ? id.Names : names) + (content == asRead.Content ? id.Content : content);
    }
}
