using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The largest element of each window of images: [N, C, H, W] or [C, H, W].</summary>
/// <param name="kernelSize">The window's size.</param>
/// <param name="stride">The distance between neighbouring windows; the kernel's size unless given.</param>
/// <param name="padding">How far windows reach beyond each side; at most half the kernel.</param>
/// <param name="dilation">The distance between the elements of a window; 1 unless given.</param>
/// <param name="returnIndices">Kept for files: <see cref="ForwardWithIndices"/> gives them whatever this says.</param>
/// <param name="ceilMode">Keeps a last window that reaches past the end.</param>
public sealed class MaxPool2d(Size2 kernelSize, Size2? stride = null, Size2 padding = default, Size2? dilation = null, bool returnIndices = false, bool ceilMode = false) : Layer
{
    readonly MaxPoolOp _op = new(2, kernelSize)
    {
        Stride = stride ?? kernelSize,
        Padding = padding,
        Dilation = dilation ?? 1,
        CeilMode = ceilMode,
    };

    /// <summary>The window's size.</summary>
    public Size2 KernelSize => kernelSize;

    /// <summary>The distance between neighbouring windows.</summary>
    public Size2 Stride { get; } = stride ?? kernelSize;

    /// <summary>How far windows reach beyond each side; at most half the kernel.</summary>
    public Size2 Padding { get; } = padding;

    /// <summary>The distance between the elements of a window.</summary>
    public Size2 Dilation { get; } = dilation ?? 1;

    /// <summary>What Python is told when the module is saved: that a call gives indices too.</summary>
    public bool ReturnIndices => returnIndices;

    /// <summary>Keeps a last window that reaches past the end.</summary>
    public bool CeilMode => _op.CeilMode;

    internal override MaxPoolOp? Pooling => _op;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.MaxPool(x, _op);

    /// <summary>The largest elements, and where they stand: int64, counted within an image.</summary>
    public (Tensor Output, Tensor Indices) ForwardWithIndices(Tensor x) => Ops.MaxPoolWithIndices(x, _op);
}
