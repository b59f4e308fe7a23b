using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <content>From tensors back to the nodes that they were made of, for those who change the tree.</content>
sealed partial class TorchObjects
{
    /// <summary>The call that rebuilds each tensor; a tensor that is but a part of another's storage has none.</summary>
    public Dictionary<TorchTensor, PyObject> Nodes()
    {
        Dictionary<TorchTensor, PyObject> nodes = new(_known.Count, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < _known.Count; i++)
            nodes.TryAdd(_tensors[i], (PyObject)_known[i]);
        return nodes;
    }

    /// <summary>Forgets all tensors: the tree has changed.</summary>
    public void Forget()
    {
        _known.Return();
        _tensors.Clear();
    }
}
