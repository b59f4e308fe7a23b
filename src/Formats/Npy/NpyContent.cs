using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Npy;

/// <summary>A NumPy array in a file of its own: a bare tensor, or its fields by name. Saved again a tensor is what NumPy 2 writes on a little-endian machine.</summary>
sealed class NpyContent : PlainContent
{
    const string Name = "array";

    readonly FileRecord _record;
    readonly NpyRecords? _records;
    readonly LoadLimits _limits;

    [SetsRequiredMembers]
    NpyContent(FileRecord record, NpyHeader.Content header, NpyRecords? records, Tensor? tensor, LoadLimits limits)
        : base(new(PtContainerKind.Npy) { IsBigEndian = records is null ? header.Element.IsBigEndian : null }, limits, header.DataOffset + header.ByteLength) =>
        (_record, _records, Value, _limits) = (record, records, (object?)records?.Fields ?? tensor!, limits);

    protected override object Value { get; }

    public override IEnumerable<CheckableRecord> CheckableRecords => [new(_record.Name, _record.ByteLength, true, _record.Verify)];

    /// <exception cref="PtFormatException">The header is malformed, of no dtype that a tensor has, or does not fit the file.</exception>
    public static async ValueTask<NpyContent> ReadAsync(DualReader reader, PtLoadOptions options)
    {
        byte[] head = new byte[Math.Min(reader.Source.Length, FileKind.HeadBytes)];
        await Fill(reader, head).ConfigureAwait(false);
        byte[] text = new byte[NpyHeader.Length(head, options.Limits, null)];
        await Fill(reader, text).ConfigureAwait(false);
        NpyHeader.Content header = NpyHeader.Read(text, options.Limits, null);
        long left = reader.Source.Length - header.DataOffset;
        if (header.ByteLength > left)
            throw new PtFormatException(PtErrorKind.Truncated, $"the array {header} has {header.ByteLength} bytes, {left} follow the header", header.DataOffset);
        if (header.ByteLength < left && !options.AllowsMore)
            throw new PtFormatException(PtErrorKind.Malformed, $"{left - header.ByteLength} bytes follow the array: PtFile.OpenAll reads several", header.DataOffset + header.ByteLength);
        FileRecord record = new(reader.Source, header.DataOffset, header.ByteLength, Name);
        if (header.HasFields)
            return new(record, header, new NpyRecords(text, header, record), null, options.Limits);
        Storage storage = header.SwapBytes > 1 ? new RecordStorage(new SwappedRecord(record, header.SwapBytes)) : record.Map(header.DType.ItemSize()) ?? new RecordStorage(record);
        return new(record, header, null, new(storage, header.Layout, header.DType), options.Limits);
    }

    public override ValueTask RewriteAsync(DualWriter output)
    {
        if (_records is not null)
            return TensorPayload.WriteAsync(output, _records.Payload(Current()));
        Tensor tensor = PlainTensors.One(Name, CurrentTensor(), ".npy", NpyWriter.CanHold, PtSaveOptions.Default);
        return TensorPayload.WriteAsync(output, NpyWriter.Payload(Name, tensor, _limits));
    }

    static async ValueTask Fill(DualReader reader, byte[] destination)
    {
        if (!await reader.TryReadAsync(0, destination).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, "the file ends within the array's header", 0);
    }
}
