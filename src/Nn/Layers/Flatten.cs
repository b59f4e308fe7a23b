using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Makes one dimension of several: all but the batch unless told otherwise.</summary>
/// <param name="startDim">The first of them; may count from the end.</param>
/// <param name="endDim">The last of them; may count from the end.</param>
public sealed class Flatten(int startDim = 1, int endDim = -1) : Layer
{
    /// <summary>The first of them; may count from the end.</summary>
    public int StartDim => startDim;

    /// <summary>The last of them; may count from the end.</summary>
    public int EndDim => endDim;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Flatten(x, startDim, endDim);
}
