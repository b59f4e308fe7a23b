using PtFormat.Formats.Torch;
using PtFormat.Pickle;

namespace PtFormat.Formats.Dcp;

/// <summary>What a file of torch.save holds, as a part of another tree: the same nodes, their storages under names that the tree gives them.</summary>
sealed class DcpValue(TorchContent content) : ITorchTreePart
{
    public PickleValue Make(TorchTree tree)
    {
        PickleWalk walk = new(content.Tree);
        List<PyPersistentId> ids = [];
        while (walk.Next() is { } node)
            if (node is PyPersistentId { Class: null } id)
                ids.Add(id);
        foreach (PyPersistentId id in ids)
        {
            LocatedStorage located = content.Storages.Get(id);
            if (PyGlobal.TryName(((PyTuple)id.Id).Items[1], out string? module, out string? name))
                id.Id = tree.PersistentId(located.Storage, module, name, located.Reference.Class.ItemSize).Id;
        }
        return content.Tree;
    }
}
