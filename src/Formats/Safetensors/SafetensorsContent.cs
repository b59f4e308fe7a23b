using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>A safetensors file: tensors by name, end to end behind a JSON header.</summary>
sealed class SafetensorsContent : PlainContent
{
    readonly SafetensorsHeader _header;
    readonly IReadOnlyList<FileRecord> _records;
    readonly LoadLimits _limits;

    [SetsRequiredMembers]
    SafetensorsContent(SafetensorsHeader header, IReadOnlyList<FileRecord> records, StateDict tensors, LoadLimits limits, long byteLength)
        : base(new(PtContainerKind.Safetensors) { Metadata = header.Metadata }, tensors, limits, byteLength) => (_header, _records, _limits) = (header, records, limits);

    public override IEnumerable<CheckableRecord> CheckableRecords =>
        _records.Select(record => new CheckableRecord(record.Name, record.ByteLength, true, record.Verify));

    /// <exception cref="PtFormatException">The header breaks a rule.</exception>
    public static async ValueTask<SafetensorsContent> ReadAsync(DualReader reader, PtLoadOptions options)
    {
        SafetensorsHeader header = await SafetensorsHeader.ReadAsync(reader, options.Limits).ConfigureAwait(false);
        StateDict tensors = new(header.Entries.Count) { IsOrdered = false };
        List<FileRecord> records = new(header.Entries.Count);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            FileRecord record = new(reader.Source, header.DataOffset + entry.Begin, entry.End - entry.Begin, entry.Name);
            records.Add(record);
            tensors.Add(entry.Name, new Tensor(record.Map(entry.DType.ItemSize()) ?? new RecordStorage(record), Layout.Dense(entry.Shape), entry.DType));
        }
        return new(header, records, tensors, options.Limits, reader.Source.Length);
    }

    /// <summary>Tensors stay in the order of the file, unless one has another dtype now: then the order is the reference library's.</summary>
    public override ValueTask RewriteAsync(DualWriter output)
    {
        StateDict current = Current();
        bool isAsRead = _header.Entries.All(entry => current.Tensor(entry.Name).DType == entry.DType);
        return SafetensorsWriter.Plan([.. current.Tensors()], Container.Metadata, _limits, keepOrder: isAsRead)(output);
    }
}
