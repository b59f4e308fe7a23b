using PtFormat.Formats.Torch;
using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

/// <summary>
/// A module that is saved as Python saves it, class and all: <c>PtFile.Save("model.pt", new WholeModule(model))</c>, or as a
/// value of a checkpoint's dictionary.
/// </summary>
public sealed class WholeModule : ITorchTreePart
{
    readonly Module _module;

    /// <summary>Wraps a module, which is looked at when it is saved.</summary>
    public WholeModule(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        _module = module;
    }

    PickleValue ITorchTreePart.Make(TorchTree tree) => new ModuleWriter(tree).Module(_module);
}
