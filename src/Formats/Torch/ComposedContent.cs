using System.Diagnostics.CodeAnalysis;
using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>An archive of several pickles and records that PyTorch makes a program of: read as values by name, and not written.</summary>
abstract class ComposedContent : TorchContent
{
    readonly ComposedStorages _storages;

    [SetsRequiredMembers]
    protected ComposedContent(PtContainer container, ComposedTree tree, ComposedStorages storages, NestedFiles nested, PickleOrigin origin, long pickleBytes, long endOffset)
    {
        (Container, Tree, Parts, Nested, Origin, PickleBytes, EndOffset) = (container, tree.Root, tree.Parts, nested, origin, pickleBytes, endOffset);
        _storages = storages;
    }

    public override PickleValue Tree { get; }

    public override IReadOnlyList<KeyValuePair<string, PickleValue>> Parts { get; }

    public override TorchStorages Storages => _storages;

    public override IEnumerable<string> StorageKeys => _storages.Keys;

    public override void AddStorages(IReadOnlyList<string> keys) => _storages.Keys.UnionWith(keys);

    public override ValueTask RewriteAsync(DualWriter output) =>
        throw new NotSupportedException($"{Description} is read and not written: save its StateDict() (convert: --to torch or --to safetensors)");

    /// <summary>What messages call the archive.</summary>
    protected abstract string Description { get; }
}
