using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>A safetensors file: tensors by name, end to end behind a JSON header.</summary>
sealed class SafetensorsContent : PlainContent
{
    readonly SafetensorsHeader _header;
    readonly ByteSource _source;
    readonly PtLoadOptions _options;
    readonly Lazy<KeyValuePair<string, Tensor>[]> _tensors;

    [SetsRequiredMembers]
    SafetensorsContent(SafetensorsHeader header, ByteSource source, PtLoadOptions options)
        : base(new(PtContainerKind.Safetensors) { Metadata = header.Metadata }, options.Limits, source.Length)
    {
        (_header, _source, _options) = (header, source, options);
        _tensors = new(Make);
    }

    public override IEnumerable<CheckableRecord> CheckableRecords =>
        _header.Entries.Select(entry => RecordOf(entry)).Select(record => new CheckableRecord(record.Name, record.ByteLength, true, record.Verify));

    protected override object Value
    {
        get
        {
            StateDict tensors = new(_tensors.Value.Length) { IsOrdered = false };
            foreach ((string name, Tensor tensor) in _tensors.Value)
                tensors.Add(name, tensor);
            return tensors;
        }
    }

    protected override IReadOnlyList<KeyValuePair<string, Tensor>> TensorsAsRead => _tensors.Value;

    /// <exception cref="PtFormatException">The header breaks a rule.</exception>
    public static async ValueTask<SafetensorsContent> ReadAsync(DualReader reader, PtLoadOptions options) =>
        new(await SafetensorsHeader.ReadAsync(reader, options.Limits).ConfigureAwait(false), reader.Source, options);

    /// <summary>Tensors stay in the order of the file, unless one has another dtype now: then the order is the reference library's.</summary>
    public override ValueTask RewriteAsync(DualWriter output)
    {
        StateDict current = Current();
        bool isAsRead = _header.Entries.All(entry => current.Tensor(entry.Name).DType == entry.DType);
        return SafetensorsWriter.Plan([.. current.Tensors()], Container.Metadata, _options.Limits, keepOrder: isAsRead)(output);
    }

    FileRecord RecordOf(in SafetensorsEntry entry) => new(_source, _header.DataOffset + entry.Begin, entry.End - entry.Begin, entry.Name);

    KeyValuePair<string, Tensor>[] Make()
    {
        KeyValuePair<string, Tensor>[] tensors = new KeyValuePair<string, Tensor>[_header.Entries.Count];
        PackedStorages? packed = _options.ReadsAll && _options.Device != Device.Meta ? new() : null;
        Span<byte> buffer = stackalloc byte[PackedStorages.MaxBytes];
        Layout? last = null;
        for (int i = 0; i < tensors.Length; i++)
        {
            SafetensorsEntry entry = _header.Entries[i];
            // Neighbours are often alike, and a layout never changes.
            if (last is null || last.Shape != entry.Shape)
                last = Layout.Dense(entry.Shape);
            FileRecord record = RecordOf(entry);
            tensors[i] = new(entry.Name, new(Packed(record, buffer) ?? record.Map(entry.DType.ItemSize()) ?? new RecordStorage(record), last, entry.DType));
        }
        return tensors;

        Storage? Packed(FileRecord record, Span<byte> buffer)
        {
            if (packed is null || record.ByteLength is 0 or > PackedStorages.MaxBytes)
                return null;
            _options.Cancellation.ThrowIfCancellationRequested();
            Span<byte> bytes = buffer[..(int)record.ByteLength];
            record.Read(0, bytes);
            return packed.Add(bytes);
        }
    }
}
