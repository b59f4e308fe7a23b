using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Makes one dimension of several: all but the batch unless told otherwise.</summary>
public sealed class Flatten(int startDimension = 1, int endDimension = -1) : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Flatten(x, startDimension, endDimension);
}
