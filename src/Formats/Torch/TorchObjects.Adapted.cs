using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <content>Tensors as the caller wants them: of another dtype, on another device.</content>
sealed partial class TorchObjects
{
    readonly Dictionary<TorchTensor, TorchTensor> _adapted = new(ReferenceEqualityComparer.Instance);

    // By the storage in the file, so that tensors that share one there still share one.
    readonly Dictionary<(Storage, DType), Storage> _storages = [];

    /// <summary>The storages that tensors lie in, each once: those of the file where nothing is adapted.</summary>
    public IEnumerable<Storage> Storages
    {
        get
        {
            HashSet<Storage> replaced = [.. _storages.Keys.Select(key => key.Item1)];
            return content.Storages.All.Where(storage => !replaced.Contains(storage)).Concat(_storages.Values);
        }
    }

    // Only what is handed out is adapted: what a tensor is made of is checked as it stands in the file.
    TorchTensor Adapted(TorchTensor tensor)
    {
        if (options.WhyNotRewritten is null || tensor is not { Kind: TensorKind.Strided, Value: Tensor plain })
            return tensor;
        if (_adapted.TryGetValue(tensor, out TorchTensor? known))
            return known;
        DType own = plain.DType;
        DType dtype = options.DType is { } wanted && own.IsFloatingPoint() && own.HoldsNumbers() ? wanted : own;
        if (!_storages.TryGetValue((plain.Storage, own), out Storage? storage))
        {
            storage = Moved(dtype == own ? plain.Storage : new RecordStorage(new CastRecord(RecordOf(plain.Storage), own, dtype)));
            _storages.Add((plain.Storage, own), storage);
        }
        Tensor adapted = new(storage, plain.Layout, dtype);
        known = tensor with { Value = adapted, DType = dtype.Name(), Kind = storage.Device == Device.Meta ? TensorKind.Meta : TensorKind.Strided };
        _adapted.Add(tensor, known);
        return known;
    }

    Storage Moved(Storage storage)
    {
        const int ChunkBytes = 4 << 20;
        if (options.Device == Device.Cpu)
            return storage;
        Storage moved = options.Device.Allocate(storage.ByteLength);
        if (options.Device == Device.Meta)
            return moved;
        (storage as RecordStorage)?.EnsureLoaded();
        for (long done = 0; done < storage.ByteLength; done += ChunkBytes)
            options.Device.CopyFromHost(storage.BorrowBytes(done, (int)Math.Min(ChunkBytes, storage.ByteLength - done)), moved, done);
        GC.KeepAlive(storage);
        return moved;
    }

    // A mapped storage, or a part of one, is converted from where it lies.
    static IRecord RecordOf(Storage storage) => storage is RecordStorage lazy ? lazy.Record : new StorageRecord(storage);
}
