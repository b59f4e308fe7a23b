using System.Diagnostics.CodeAnalysis;
using PtFormat.Formats.Zip;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>NumPy arrays by name in a zip archive, stored or deflated. The rules for archives are those for PyTorch's.</summary>
sealed class NpzContent : PlainContent
{
    const string Extension = ".npy";

    readonly IReadOnlyList<ZipRecord> _records;
    readonly IReadOnlyDictionary<string, NpyRecords> _arraysOfRecords;
    readonly LoadLimits _limits;

    [SetsRequiredMembers]
    NpzContent(IReadOnlyList<ZipRecord> records, StateDict arrays, IReadOnlyDictionary<string, NpyRecords> arraysOfRecords, LoadLimits limits, long byteLength)
        : base(new(PtContainerKind.Npz) { Records = [.. records.Select(record => record.Entry.Name)] }, limits, byteLength) => (_records, Value, _arraysOfRecords, _limits) = (records, arrays, arraysOfRecords, limits);

    protected override object Value { get; }

    public override IEnumerable<CheckableRecord> CheckableRecords =>
        _records.Select(record => new CheckableRecord(record.Entry.Name, record.ByteLength, record.IsUnchecked, record.Verify));

    /// <summary>True for an archive that holds arrays, and none of what makes it PyTorch's.</summary>
    public static bool IsOne(ZipDirectory directory) =>
        directory.Entries.Any(entry => entry.Name.EndsWith(Extension, StringComparison.Ordinal))
        && !directory.Entries.Any(entry => FileKind.IsPickleName(entry.Name));

    /// <exception cref="PtFormatException">A member is no array that a tensor can be.</exception>
    public static async ValueTask<NpzContent> ReadAsync(DualReader reader, PtLoadOptions options, ZipDirectory directory)
    {
        StateDict arrays = new(directory.Entries.Count) { IsOrdered = false };
        Dictionary<string, NpyRecords> arraysOfRecords = new(StringComparer.Ordinal);
        List<ZipRecord> records = new(directory.Entries.Count);
        foreach (ZipEntry entry in directory.Entries)
        {
            if (!entry.Name.EndsWith(Extension, StringComparison.Ordinal))
                throw new PtFormatException(PtErrorKind.Malformed, "the member is no array: NumPy's archives hold .npy and nothing else", entry.HeaderOffset, entry.Name);
            ZipRecord record = new(reader.Source, entry, options.Limits);
            records.Add(record);
            string name = entry.Name[..^Extension.Length];
            object array = await Array(reader, record, options.Limits).ConfigureAwait(false);
            if (array is NpyRecords fields)
                arraysOfRecords.Add(name, fields);
            arrays.Add(name, array is NpyRecords { Fields: var dict } ? dict : array);
        }
        return new(records, arrays, arraysOfRecords, options.Limits, reader.Source.Length);
    }

    public override ValueTask RewriteAsync(DualWriter output) =>
        NpzWriter.Plan([.. Current().Select(array => KeyValuePair.Create(array.Key.Text!, Payload(array.Key.Text!, array.Value)))], isCompressed: _records.Any(record => record.Entry.Method == ZipEntry.Deflated))(output);

    IPayload Payload(string name, object? value) => _arraysOfRecords.TryGetValue(name, out NpyRecords? records)
        ? records.Payload((StateDict)value!)
        : NpyWriter.Payload(name, PlainTensors.One(PtFormatException.Quote(name), value, ".npz", NpyWriter.CanHold, PtSaveOptions.Default), _limits);

    static async ValueTask<object> Array(DualReader reader, ZipRecord record, LoadLimits limits)
    {
        string name = record.Entry.Name;
        byte[] head = await Start(reader, record, (int)Math.Min(record.ByteLength, FileKind.HeadBytes)).ConfigureAwait(false);
        int length = NpyHeader.Length(head, limits, name);
        if (length > record.ByteLength)
            throw new PtFormatException(PtErrorKind.Truncated, $"the header is to end at {length}, the member has {record.ByteLength} bytes", 8, name);
        byte[] text = length <= head.Length ? head[..length] : await Start(reader, record, length).ConfigureAwait(false);
        NpyHeader.Content header = NpyHeader.Read(text, limits, name);
        if (record.ByteLength - header.DataOffset != header.ByteLength)
            throw new PtFormatException(PtErrorKind.Malformed, $"the array {header} has {header.ByteLength} bytes, {record.ByteLength - header.DataOffset} follow its header", header.DataOffset, name);
        TailRecord elements = new(record, header.DataOffset);
        return header.HasFields ? new NpyRecords(text, header, elements) : new Tensor(new RecordStorage(header.SwapBytes > 1 ? new SwappedRecord(elements, header.SwapBytes) : elements), header.Layout, header.DType);
    }

    // A part, which no checksum covers: the whole is checked when the array is read.
    static async ValueTask<byte[]> Start(DualReader reader, ZipRecord record, int bytes)
    {
        byte[] start = new byte[bytes];
        if (!record.ReadsParts)
            record.Read(0, start);
        else if (!await reader.TryReadAsync(await record.LocateAsync(reader).ConfigureAwait(false), start).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, "the file became shorter while it was opened", record.Entry.HeaderOffset, record.Entry.Name);
        return start;
    }
}
