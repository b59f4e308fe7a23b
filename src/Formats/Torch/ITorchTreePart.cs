using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A value that knows what it looks like in a pickle: how rooms above this one save what this one does not know.</summary>
interface ITorchTreePart : ISavedValue
{
    /// <summary>Makes its node, with the tree's means.</summary>
    PickleValue Make(TorchTree tree);
}
