using System.Diagnostics.CodeAnalysis;
using System.Text;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A container without a pickle, which holds tensors by name. Its tree is the one that torch.save would have made of them, so that
/// whatever works on a tree - listing, replacing, converting, saving as another format - works on it.
/// </summary>
abstract class PlainContent : TorchContent
{
    // What the call that rebuilds a tensor takes in a pickle.
    const long RebuildingBytes = 128;

    readonly PlainStorages _storages;

    /// <param name="container">What the producer decided.</param>
    /// <param name="value">The tensors by name, or one tensor.</param>
    /// <param name="limits">Limits for storages.</param>
    /// <param name="endOffset">Where the content ends.</param>
    /// <param name="nested">Files that lie in values as bytes; null for none.</param>
    [SetsRequiredMembers]
    protected PlainContent(PtContainer container, object value, LoadLimits limits, long endOffset, NestedFiles? nested = null)
    {
        (Tree, IReadOnlyList<TreeStorage> storages) = TorchTree.Make(value, PtProducer.Torch214, legacy: false);
        (Container, Origin, Nested, EndOffset) = (container, new(null, 0), nested ?? new(PtLoadOptions.Default, 0), endOffset);
        PickleBytes = PickledBytes(value);
        _storages = new(storages, limits, Origin);
    }

    public override TorchStorages Storages => _storages;

    public override IEnumerable<string> StorageKeys => _storages.Keys;

    public override void AddStorages(IReadOnlyList<string> keys) => _storages.Keys.AddRange(keys);

    /// <summary>The tensors as they are now, by name.</summary>
    protected StateDict Current() => new StateDictReader(new(this, PtLoadOptions.Default), Origin, new UTF8Encoding(false, true)).Read(Tree);

    /// <summary>The tensor that the whole content is.</summary>
    protected Tensor CurrentTensor() =>
        new TorchObjects(this, PtLoadOptions.Default).TryTensor(Tree, out TorchTensor? tensor) && tensor.Resolved() is Tensor plain
            ? plain
            : throw new InvalidOperationException("the content is no tensor");

    // About what a pickle of the tree would take. Limits on what is gone through again begin there: a file of many tensors repeats nothing.
    static long PickledBytes(object? value) => value switch
    {
        StateDict dict => dict.Sum(entry => (entry.Key.Text?.Length ?? 0) + PickledBytes(entry.Value)),
        _ => RebuildingBytes,
    };

    sealed class PlainStorages(IReadOnlyList<TreeStorage> storages, LoadLimits limits, PickleOrigin origin) : TorchStorages(limits, origin)
    {
        readonly Dictionary<string, Storage> _known = storages.ToDictionary(storage => storage.Key, storage => storage.Storage, StringComparer.Ordinal);

        public List<string> Keys { get; } = [.. storages.Select(storage => storage.Key)];

        protected override Storage Open(StorageReference reference, PyPersistentId id) => _known[reference.Key];
    }
}
