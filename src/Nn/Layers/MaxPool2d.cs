using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The largest element of each window. The stride is the kernel's size unless given.</summary>
public sealed class MaxPool2d(Size2 kernelSize, Size2? stride = null, Size2 padding = default, Size2? dilation = null, bool ceilMode = false) : Layer
{
    readonly MaxPool2dOp _op = new(kernelSize) { Stride = stride ?? kernelSize, Padding = padding, Dilation = dilation ?? 1, CeilMode = ceilMode };

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.MaxPool2d(x, _op);
}
