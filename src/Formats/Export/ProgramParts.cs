using System.Globalization;
using PtFormat.Formats.Torch;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Export;

/// <summary>What the records of an exported program hold, gathered into one tree: files of torch.save, and raw elements with a description.</summary>
sealed class ProgramParts(DualReader reader, PtLoadOptions options, ZipRecords records, PickleOrigin origin)
{
    const string RawPart = "raw";

    readonly Dictionary<string, PyPersistentId> _raw = new(StringComparer.Ordinal);
    readonly Dictionary<string, ZipRecord> _rawRecords = new(StringComparer.Ordinal);
    readonly PyGlobal _rebuild = new("torch._utils", "_rebuild_tensor_v3"), _parameter = new("torch._utils", "_rebuild_parameter");
    readonly PyGlobal _storageClass = new("torch.storage", "UntypedStorage"), _orderedDict = new("collections", "OrderedDict");
    readonly List<CheckableRecord> _inner = [];
    int _files;

    public ComposedStorages Storages { get; } = new(options.Limits, origin);

    public NestedFiles Nested { get; } = new(options, depth: 0);

    /// <summary>Bytes of all pickles.</summary>
    public long PickleBytes { get; private set; }

    /// <summary>The records of the files in records.</summary>
    public IReadOnlyList<CheckableRecord> Inner => _inner;

    LoadLimits Limits => options.Limits;

    /// <summary>The text of a small record, or JSON; null where there is none.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> Bytes(string name) => records.Find(name) is { } record
        ? await record.ReadBytesAsync(reader, Limits.MaxProgramBytes, nameof(LoadLimits.MaxProgramBytes)).ConfigureAwait(false)
        : null;

    /// <summary>The tree of a file of torch.save that is a record; null where there is none.</summary>
    /// <exception cref="PtFormatException">The file is malformed or refused.</exception>
    public async ValueTask<PickleValue?> File(string name)
    {
        if (records.Find(name) is not { ByteLength: > 0 } record)
            return null;
        TorchContent content;
        try
        {
            // Stored as it is by every version: what was deflated since is no larger than a pickle may be.
            ByteSource source = record.ReadsParts
                ? new OffsetByteSource(reader.Source, await record.LocateAsync(reader).ConfigureAwait(false), record.ByteLength)
                : ByteSource.FromMemory(await record.ReadBytesAsync(reader, Limits.MaxPickleBytes, nameof(LoadLimits.MaxPickleBytes)).ConfigureAwait(false));
            content = await TorchFormats.ReadAsync(new(source, async: false, reader.Cancellation), options with { StartOffset = 0, AllowsMore = false }, depth: 1).ConfigureAwait(false);
        }
        catch (PtFormatException e) when (e.Record != record.Entry.Name)
        {
            throw new PtFormatException(e.Kind, $"in the file that this record is: {e.Message}", record: record.Entry.Name, inner: e);
        }
        if (content is not TorchZip)
            throw new PtFormatException(PtErrorKind.Malformed, $"the record is a file of another kind ({content.Container.Name}): a zip archive of torch.save was needed", record: record.Entry.Name);
        PickleBytes += content.PickleBytes;
        Nested.Add(content.Nested);
        Storages.Add(string.Create(CultureInfo.InvariantCulture, $"file{_files++}"), content.Tree, content.Storages.Get);
        _inner.AddRange(content.CheckableRecords.Select(inner => inner with { Name = $"{record.Entry.Name} » {inner.Name}" }));
        return content.Tree;
    }

    /// <summary>The node of a weight or constant.</summary>
    /// <exception cref="PtFormatException">It has no record, or is described wrongly.</exception>
    public async ValueTask<PickleValue> Payload(string folder, PayloadEntry entry)
    {
        string name = folder + entry.Record;
        if (records.Find(name) is not { } record)
            throw origin.Error(PtErrorKind.Malformed, $"{PtFormatException.Quote(entry.Name)} has no record {PtFormatException.Quote(name)}");
        if (entry is { IsPickled: true, Tensor: not null })
            return await File(name).ConfigureAwait(false) ?? throw new PtFormatException(PtErrorKind.Malformed, "the record is empty: a file of torch.save was needed", record: record.Entry.Name);
        // An object of a class from C++, or a pickle of Python's: its bytes, which nobody here reads.
        if (entry.Tensor is not { } tensor)
            return new PyBytes((await record.ReadBytesAsync(reader, Limits.MaxPickleBytes, nameof(LoadLimits.MaxPickleBytes)).ConfigureAwait(false)).ToArray());
        if (tensor.Layout != "strided")
            throw new PtFormatException(PtErrorKind.Unsupported, $"{PtFormatException.Quote(entry.Name)} is {tensor.Layout}, which raw elements cannot be", record: record.Entry.Name);
        PyObject made = new(PyObjectForm.Reduce, _rebuild, new PyTuple(
            Raw(name, record, tensor.Device), Number(tensor.Offset, entry, record), Numbers(tensor.Sizes, entry, record), Numbers(tensor.Strides, entry, record),
            PyBool.Of(tensor.RequiresGrad), Hooks(), new PyGlobal("torch", tensor.DType.Name())));
        return entry.IsParameter ? new PyObject(PyObjectForm.Reduce, _parameter, new PyTuple(made, PyBool.Of(tensor.RequiresGrad), Hooks())) : made;
    }

    /// <summary>Once all payloads are there: their records become storages.</summary>
    public void AddRaw() => Storages.Add(RawPart, new PyTuple(_raw.Values), (reference, id) => StorageRecords.Open(_rawRecords[reference.Key], swapBytes: 1));

    // One record is one storage, whatever the tensors over it are.
    PyPersistentId Raw(string name, ZipRecord record, ExportedDevice device)
    {
        if (!_raw.TryGetValue(name, out PyPersistentId? id))
        {
            string key = _raw.Count.ToString(CultureInfo.InvariantCulture);
            _rawRecords.Add(key, record);
            _raw.Add(name, id = new(new PyTuple(new PyString("storage"), _storageClass, new PyString(key), new PyString(device.ToString()), new PyInt(record.ByteLength))));
        }
        return id;
    }

    PyObject Hooks() => new(PyObjectForm.Reduce, _orderedDict, new PyTuple());

    static PyTuple Numbers(IReadOnlyList<ExportedSize> sizes, PayloadEntry entry, ZipRecord record) => new(sizes.Select(size => Number(size, entry, record)));

    static PyInt Number(ExportedSize size, PayloadEntry entry, ZipRecord record) => size.Value is { } value
        ? new(value)
        : throw new PtFormatException(PtErrorKind.Malformed, $"{PtFormatException.Quote(entry.Name)} has {PtFormatException.Quote(size.ToString())} in its description: a tensor with bytes has numbers", record: record.Entry.Name);
}
