using System.Diagnostics.CodeAnalysis;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>
/// A folder of <c>torch.distributed.checkpoint</c>: <c>.metadata</c> says which tensors there are and where each chunk of them lies,
/// in files that one or many ranks wrote. Chunks are opened when a tensor is touched; values that are no tensors are read at once.
/// </summary>
sealed class DcpContent : PlainContent
{
    readonly IReadOnlyDictionary<string, ByteSource> _files;
    readonly IReadOnlyList<CheckableRecord> _items;

    [SetsRequiredMembers]
    DcpContent(TorchContent metadata, IReadOnlyDictionary<string, ByteSource> files, IReadOnlyList<CheckableRecord> items, StateDict state, NestedFiles nested, LoadLimits limits)
        : base(new(PtContainerKind.Dcp) { Records = [.. files.Keys] }, limits, metadata.EndOffset, nested)
    {
        (_files, _items, Value) = (files, items, state);
        ByteLength = metadata.EndOffset + files.Values.Sum(file => file.Length);
        // Values bring trees of their own: what does not go together is to be said now.
        _ = Tree;
    }

    protected override object Value { get; }

    /// <summary>Of the metadata and all files.</summary>
    public override long? ByteLength { get; }

    public override IEnumerable<CheckableRecord> CheckableRecords => _items;

    public override void Close()
    {
        foreach (ByteSource file in _files.Values)
            file.Dispose();
    }

    public override ValueTask RewriteAsync(DualWriter output) =>
        throw new NotSupportedException("a distributed checkpoint is not written as it was: save its StateDict() with PtFile.SaveDcp, or in one file with PtSaveOptions");

    /// <exception cref="PtFormatException">The metadata are malformed, or disagree with the files.</exception>
    public static async ValueTask<DcpContent> ReadAsync(TorchContent metadata, DualReader reader, PtLoadOptions options, bool async)
    {
        IReadOnlyList<DcpEntry> entries = new DcpMetadataReader(metadata.Origin, options.Limits).Read(metadata.Tree);
        if (options.Siblings is not { } siblings)
            throw new PtFormatException(PtErrorKind.Unsupported, "these are the metadata of a distributed checkpoint, whose files lie beside them: open the folder, or this file by its path");
        Dictionary<string, ByteSource> files = new(StringComparer.Ordinal);
        try
        {
            Open(files, entries, siblings, options.Limits);
            // Items have their tensors' dtypes and places: what is wished for is done to all of them later.
            PtLoadOptions each = options with { Siblings = null, StartOffset = 0, AllowsMore = false, DType = null, Device = Device.Cpu, Cancellation = default };
            List<CheckableRecord> items = [];
            NestedFiles nested = new(options, 0);
            DcpNesting nesting = new();
            foreach (DcpEntry entry in entries)
                nesting.Set(entry, entry switch
                {
                    DcpTensorEntry tensor => Assembled(tensor, files, each, items),
                    DcpValueEntry value => await ValueAsync(value, files, each, items, nested, async, reader.Cancellation).ConfigureAwait(false),
                    _ => throw new InvalidOperationException($"no such entry: {entry}"),
                });
            nesting.Close();
            return new(metadata, files, items, nesting.Root, nested, options.Limits);
        }
        catch
        {
            foreach (ByteSource file in files.Values)
                file.Dispose();
            throw;
        }
    }

    // Every range lies in its file, and no two share a byte: a few bytes do not stand for many tensors.
    static void Open(Dictionary<string, ByteSource> files, IReadOnlyList<DcpEntry> entries, SiblingFiles siblings, LoadLimits limits)
    {
        ILookup<string, Part> byFile = entries.SelectMany(RangesOf).ToLookup(item => item.Range.File, StringComparer.Ordinal);
        if (byFile.Count > limits.MaxShards)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"the checkpoint has {byFile.Count} files; {nameof(LoadLimits)}.{nameof(LoadLimits.MaxShards)} is {limits.MaxShards}");
        foreach (IGrouping<string, Part> items in byFile.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            string place = PtFormatException.Quote(items.Key);
            ByteSource file = siblings.Open(items.Key, () => $"{items.Count()} items are to lie in it, among them {PtFormatException.Quote(items.First().Name)}");
            files.Add(items.Key, file);
            (long end, string before) = (0, "");
            foreach ((DcpRange range, string name) in items.OrderBy(item => item.Range.Offset))
            {
                if (range.Length > file.Length - range.Offset)
                    throw new PtFormatException(PtErrorKind.Truncated, $"{PtFormatException.Quote(name)} is to lie in {place} from {range.Offset} on with {range.Length} bytes: the file has {file.Length}");
                if (range.Offset < end)
                    throw new PtFormatException(PtErrorKind.Malformed, $"{PtFormatException.Quote(name)} and {PtFormatException.Quote(before)} share bytes of {place}: items lie one behind the other");
                (end, before) = (range.Offset + range.Length, name);
            }
        }
    }

    static IEnumerable<Part> RangesOf(DcpEntry entry) => entry switch
    {
        DcpTensorEntry tensor => tensor.Chunks.Select(chunk => new Part(chunk.Range, entry.Name)),
        DcpValueEntry value => [new(value.Range, entry.Name)],
        _ => [],
    };

    static Tensor Assembled(DcpTensorEntry entry, Dictionary<string, ByteSource> files, PtLoadOptions options, List<CheckableRecord> items)
    {
        // As PyTorch reads them, whatever else the checkpoint may name. What is opened later is told to nobody.
        PtLoadOptions tensorsOnly = options with { Policy = GlobalPolicy.TensorsOnly, OnGlobal = null };
        DcpBox[] boxes = new DcpBox[entry.Chunks.Count];
        for (int i = 0; i < boxes.Length; i++)
        {
            DcpChunk chunk = entry.Chunks[i];
            DcpItem item = new(files[chunk.Range.File], chunk.Range, boxes.Length == 1 ? entry.Name : $"{entry.Name}[{string.Join(", ", chunk.Offsets)}]", tensorsOnly);
            boxes[i] = new(item, chunk, entry.Shape, entry.DType);
            items.Add(boxes[i].Checkable);
        }
        DcpRecord record = new(boxes, entry.Shape.ElementCount * entry.DType.ItemSize());
        return new(new RecordStorage(record), Layout.Dense(entry.Shape), entry.DType);
    }

    static async ValueTask<object> ValueAsync(DcpValueEntry entry, Dictionary<string, ByteSource> files, PtLoadOptions options, List<CheckableRecord> items, NestedFiles nested, bool async, CancellationToken cancellation)
    {
        DcpItem item = new(files[entry.Range.File], entry.Range, entry.Name, options);
        items.Add(item.Checkable());
        TorchContent content = await item.ReadAsync(async, cancellation).ConfigureAwait(false);
        if (content.Container.Kind != PtContainerKind.Zip)
            throw new PtFormatException(PtErrorKind.Unsupported, $"{PtFormatException.Quote(entry.Name)} is {content.Container.Name}: a file of torch.save since 1.6 was expected").In(files[entry.Range.File].Name, null);
        nested.Adopt(content.Nested);
        return new DcpValue(content);
    }

    sealed record Part(DcpRange Range, string Name);
}
