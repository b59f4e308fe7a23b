using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <content>From tensors back to the nodes that they were made of, for those who change the tree.</content>
sealed partial class TorchObjects
{
    /// <summary>The call that rebuilds a tensor; null for a tensor that is but a part of another's storage.</summary>
    public PyObject? NodeOf(TorchTensor tensor) => _known.FirstOrDefault(known => ReferenceEquals(known.Value, tensor)).Key;

    /// <summary>Forgets all tensors: the tree has changed.</summary>
    public void Forget() => _known.Clear();
}
