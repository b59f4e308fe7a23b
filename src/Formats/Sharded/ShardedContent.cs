using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Sharded;

/// <summary>A checkpoint in several files: the tensors of all of them by name. Each file is opened once, and read on demand.</summary>
sealed class ShardedContent : PlainContent
{
    readonly IReadOnlyList<(string Name, PtFile File)> _shards;

    [SetsRequiredMembers]
    ShardedContent(IReadOnlyList<(string Name, PtFile File)> shards, StateDict tensors, LoadLimits limits, long indexBytes)
        : base(new(PtContainerKind.Shards) { Records = [.. shards.Select(shard => shard.Name)] }, limits, indexBytes)
    {
        (_shards, Value) = (shards, tensors);
        ByteLength = indexBytes + shards.Sum(shard => shard.File.ByteLength);
    }

    protected override object Value { get; }

    protected override IReadOnlyList<KeyValuePair<string, Tensor>>? TensorsAsRead =>
        (StateDict)Value is var all && all.Tensors().ToArray() is var tensors && tensors.Length == all.Count ? tensors : null;

    /// <summary>Of the index and all its files.</summary>
    public override long? ByteLength { get; }

    public override IEnumerable<CheckableRecord> CheckableRecords =>
        from shard in _shards
        from record in shard.File.CheckableRecords
        select record with { Name = $"{shard.Name}!{record.Name}" };

    public override void Close()
    {
        foreach ((_, PtFile file) in _shards)
            file.Dispose();
    }

    public override ValueTask RewriteAsync(DualWriter output) =>
        throw new NotSupportedException("a checkpoint in several files is not written as it was: save its StateDict() with PtFile.SaveShards, or in one file with PtSaveOptions");

    /// <exception cref="PtFormatException">The index is malformed, or disagrees with the files.</exception>
    public static async ValueTask<TorchContentOrNone> ReadAsync(DualReader reader, PtLoadOptions options, bool async)
    {
        LoadLimits limits = options.Limits;
        long length = reader.Source.Length;
        if (length > limits.MaxSafetensorsHeaderBytes || length > Array.MaxLength)
            return default;
        byte[] text = new byte[length];
        if (!await reader.TryReadAsync(0, text).ConfigureAwait(false))
            throw new PtFormatException(PtErrorKind.Truncated, "the file became shorter while it was opened", 0);
        if (text.AsSpan().IndexOf(ShardIndex.Mark) < 0)
            return default;
        IReadOnlyList<KeyValuePair<string, string>> map = ShardIndex.Parse(text, limits);
        if (options.Siblings is not { } siblings)
            throw new PtFormatException(PtErrorKind.Unsupported, "this is an index of several files, which lie beside it: open it by its path");
        List<(string Name, PtFile File)> shards = [];
        try
        {
            // Shards have their tensors' dtypes and places: what is wished for is done to all of them later.
            PtLoadOptions each = options with { Siblings = null, StartOffset = 0, DType = null, Device = Device.Cpu };
            foreach (string name in map.Select(pair => pair.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                shards.Add((name, await OpenAsync(siblings, name, map, each, async, reader.Cancellation).ConfigureAwait(false)));
            return new(new ShardedContent(shards, Merge(shards, map), limits, length));
        }
        catch
        {
            shards.ForEach(shard => shard.File.Dispose());
            throw;
        }
    }

    static async ValueTask<PtFile> OpenAsync(SiblingFiles siblings, string name, IReadOnlyList<KeyValuePair<string, string>> map, PtLoadOptions options, bool async, CancellationToken cancellation)
    {
        ByteSource source = siblings.Open(name, () => $"{map.Count(pair => pair.Value == name)} tensors are to lie in it, among them {PtFormatException.Quote(map.First(pair => pair.Value == name).Key)}");
        PtFile shard = await PtFile.OpenShardAsync(source, options, async, cancellation).ConfigureAwait(false);
        if (shard.Container.Kind is PtContainerKind.Zip or PtContainerKind.Legacy or PtContainerKind.Safetensors)
            return shard;
        shard.Dispose();
        throw new PtFormatException(PtErrorKind.Unsupported, $"the file {PtFormatException.Quote(name)} is {shard.Container.Name}: files of torch.save or safetensors were expected");
    }

    // The index and the files say where each tensor lies: they must agree, so that nobody sees another one.
    static StateDict Merge(List<(string Name, PtFile File)> shards, IReadOnlyList<KeyValuePair<string, string>> map)
    {
        Dictionary<string, string> places = new(map, StringComparer.Ordinal);
        StateDict all = new(map.Count) { IsOrdered = false };
        foreach ((string file, PtFile shard) in shards)
            foreach ((StateKey key, object? value) in shard.RootStateDict())
            {
                string name = PtFormatException.Quote(key.ToString()), place = PtFormatException.Quote(file);
                if (!key.IsText || !places.TryGetValue(key.Text!, out string? wanted))
                    throw new PtFormatException(PtErrorKind.Malformed, $"{place} holds {name}, which the index does not name");
                if (wanted != file)
                    throw new PtFormatException(PtErrorKind.Ambiguous, $"{place} holds {name}, which is to lie in {PtFormatException.Quote(wanted)}: readers would disagree about which one counts");
                if (value is not (Tensor or SparseTensor or QuantizedTensor or NestedTensor))
                    throw new PtFormatException(PtErrorKind.Unsupported, $"{place} holds {name}, which is no tensor");
                all.Add(key, value);
            }
        foreach ((string name, string file) in map)
            if (!all.ContainsKey(name))
                throw new PtFormatException(PtErrorKind.Malformed, $"the tensor {PtFormatException.Quote(name)} is not in {PtFormatException.Quote(file)}, where the index has it");
        return all;
    }

    /// <summary>The content, or nothing where the JSON is no index.</summary>
    internal readonly record struct TorchContentOrNone(ShardedContent? Content);
}
