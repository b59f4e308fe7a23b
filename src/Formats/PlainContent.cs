using System.Diagnostics.CodeAnalysis;
using System.Text;
using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>
/// A container without a pickle, which holds tensors by name. Its tree is the one that torch.save would have made of them, so that
/// whatever works on a tree - listing, replacing, converting, saving as another format - works on it. It is made when it is first asked for:
/// a state_dict needs none.
/// </summary>
abstract class PlainContent : TorchContent
{
    // What the call that rebuilds a tensor takes in a pickle.
    const long RebuildingBytes = 128;

    readonly Lazy<(PickleValue Tree, PlainStorages Storages, long PickleBytes)> _tree;

    /// <param name="container">What the producer decided.</param>
    /// <param name="limits">Limits for storages.</param>
    /// <param name="endOffset">Where the content ends.</param>
    /// <param name="nested">Files that lie in values as bytes; null for none.</param>
    [SetsRequiredMembers]
    protected PlainContent(PtContainer container, LoadLimits limits, long endOffset, NestedFiles? nested = null)
    {
        (Container, Origin, Nested, EndOffset) = (container, new(null, 0), nested ?? new(PtLoadOptions.Default, 0), endOffset);
        _tree = new(() =>
        {
            object value = Value;
            (PickleValue tree, IReadOnlyList<TreeStorage> storages) = TorchTree.Make(value, PtProducer.Torch214, legacy: false);
            return (tree, new(storages, limits, Origin), PickledBytes(value));
        });
    }

    public sealed override PickleValue Tree => _tree.Value.Tree;

    public sealed override long PickleBytes => _tree.Value.PickleBytes;

    public sealed override TorchStorages Storages => _tree.Value.Storages;

    public override IEnumerable<string> StorageKeys => _tree.Value.Storages.Keys;

    public override void AddStorages(IReadOnlyList<string> keys) => _tree.Value.Storages.Keys.AddRange(keys);

    public override IReadOnlyList<KeyValuePair<string, Tensor>>? Plain => _tree.IsValueCreated ? null : TensorsAsRead;

    /// <summary>The tensors by name as they were read, or one tensor.</summary>
    protected abstract object Value { get; }

    /// <summary>The tensors by name as they were read, where there is nothing else; else null.</summary>
    protected virtual IReadOnlyList<KeyValuePair<string, Tensor>>? TensorsAsRead => null;

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
