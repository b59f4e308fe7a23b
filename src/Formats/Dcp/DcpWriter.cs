using System.Buffers;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Dcp;

/// <summary>
/// A distributed checkpoint as one process without peers writes it: one file of items, byte for byte PyTorch's, and the metadata. They
/// leave out who saved when and where (<c>storage_meta</c>), which PyTorch does not ask for.
/// </summary>
sealed class DcpWriter
{
    const string ItemsFile = "__0_0.distcp";
    const string FormatVersion = "1.0.0";

    readonly List<(DcpPlanned Item, Func<DualWriter, ValueTask> Write)> _items = [];
    readonly List<DcpPlanned> _order = [];
    readonly PtSaveOptions _options;

    DcpWriter(PtSaveOptions options) => _options = options;

    /// <summary>The names of files that a checkpoint of one or many ranks has, but for the metadata: <c>__RANK_NUMBER.distcp</c>.</summary>
    public static bool IsItemsFile(string name)
    {
        const string Start = "__", End = ".distcp";
        if (name.Length <= Start.Length + End.Length || !name.StartsWith(Start, StringComparison.Ordinal) || !name.EndsWith(End, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> numbers = name.AsSpan(Start.Length..^End.Length);
        int between = numbers.IndexOf('_');
        return between > 0 && between < numbers.Length - 1 && !numbers[..between].ContainsAnyExceptInRange('0', '9') && !numbers[(between + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Checks everything before a byte is written. The metadata come last: they are made of what was written.</summary>
    /// <exception cref="ArgumentException">The state_dict cannot be saved so.</exception>
    public static List<(string Name, Func<DualWriter, ValueTask> Write)> Plan(StateDict state, PtSaveOptions options)
    {
        if (!options.Producer.HasDistributedCheckpoints)
            throw new ArgumentException($"{options.Producer} has another kind of distributed checkpoints: choose {nameof(PtProducer)}.{nameof(PtProducer.Torch26)} or {nameof(PtProducer.Torch214)}", nameof(options));
        DcpWriter writer = new(options);
        List<(DcpPlanned, Func<DualWriter, ValueTask>)> tensors = [];
        foreach ((string name, IReadOnlyList<StateKey> path, object? value) in DcpFlattening.Of(state))
        {
            object? saved = value is Tensor or SparseTensor or QuantizedTensor or NestedTensor
                ? Alone(PlainTensors.One(PtFormatException.Quote(name), value, "a distributed checkpoint", _ => true, options))
                : value;
            DcpPlanned item = new(name, path, saved as Tensor);
            writer._order.Add(item);
            (saved is Tensor ? tensors : writer._items).Add((item, PtFile.NewFile(null, saved, options)));
        }
        writer._items.AddRange(tensors);
        return [(ItemsFile, writer.WriteItemsAsync), (DcpNames.File, writer.WriteMetadataAsync)];
    }

    // torch.save writes whole storages, and a chunk is to hold its own elements only.
    static Tensor Alone(Tensor tensor)
    {
        long bytes = tensor.ElementCount * tensor.DType.ItemSize();
        return tensor.Storage.ByteLength == bytes ? tensor
            : tensor.IsDense ? new(new PartStorage(tensor.Storage, tensor.Layout.Offset * tensor.DType.ItemSize(), bytes), Layout.Dense(tensor.Shape), tensor.DType)
            : tensor.Clone();
    }

    async ValueTask WriteItemsAsync(DualWriter output)
    {
        foreach ((DcpPlanned item, Func<DualWriter, ValueTask> write) in _items)
        {
            long start = output.Position;
            await output.WriteWithinAsync(write).ConfigureAwait(false);
            item.Range = new(ItemsFile, start, output.Position - start);
        }
    }

    ValueTask WriteMetadataAsync(DualWriter output)
    {
        ArrayBufferWriter<byte> pickle = new();
        PickleWriter.Write(new DcpMetadataTree().Make(_order, _items.Select(item => item.Item), _options.Producer.HasDistributedVersion ? FormatVersion : null), pickle, _options.Producer.PickleDefault);
        return output.WriteAsync(pickle.WrittenMemory);
    }
}
