using PtFormat.Formats.Python;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>
/// The storages of several pickles whose trees became one. Each pickle counts its storages from 0, so keys are given the name of
/// their pickle: <c>constants.0</c>.
/// </summary>
sealed class ComposedStorages(LoadLimits limits, PickleOrigin origin) : TorchStorages(limits, origin)
{
    readonly Dictionary<string, Func<StorageReference, PyPersistentId, Storage>> _parts = new(StringComparer.Ordinal);

    /// <summary>Every key, those that no tensor uses included.</summary>
    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes in the ids of one pickle.</summary>
    /// <param name="part">What the pickle is called here, without a dot.</param>
    /// <param name="tree">Its tree; no other part may hold its nodes.</param>
    /// <param name="open">Locates the bytes of a storage by the pickle's own key.</param>
    public void Add(string part, PickleValue tree, Func<StorageReference, PyPersistentId, Storage> open)
    {
        _parts.Add(part, open);
        PickleWalk walk = new(tree);
        while (walk.Next() is { } node)
            if (node is PyPersistentId { Class: null, Id: PyTuple { Items: [_, _, var key, ..] items } } id && PythonStrings.Of(key) is { } own)
            {
                string name = $"{part}.{own}";
                id.Id = new PyTuple([items[0], items[1], new PyString(name), .. items.Skip(3)]);
                Keys.Add(name);
            }
    }

    protected override Storage Open(StorageReference reference, PyPersistentId id)
    {
        int dot = reference.Key.IndexOf('.');
        return dot > 0 && _parts.TryGetValue(reference.Key[..dot], out Func<StorageReference, PyPersistentId, Storage>? open)
            ? open(reference with { Key = reference.Key[(dot + 1)..] }, id)
            : throw Malformed("a persistent id is written as text: no such archive has one", id);
    }
}
