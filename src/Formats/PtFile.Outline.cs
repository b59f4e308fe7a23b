using PtFormat.Formats.Python;
using PtFormat.Pickle;

namespace PtFormat.Formats;

public sealed partial class PtFile
{
    /// <summary>
    /// Everything in the file as a reader would note it down: containers, tensors and plain values, depth first. What stands in
    /// several places is unfolded at the first.
    /// </summary>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    public IReadOnlyList<OutlineRow> Outline()
    {
        lock (_interpreting)
            return Located(() => new OutlineWalker(_objects, _options.ByteStringEncoding, _interpreting).List(Root));
    }
}
