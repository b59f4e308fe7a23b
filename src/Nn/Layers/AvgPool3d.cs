using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The mean of each window of volumes: [N, C, D, H, W] or [C, D, H, W].</summary>
/// <param name="kernelSize">The window's size.</param>
/// <param name="stride">The distance between neighbouring windows; the kernel's size unless given.</param>
/// <param name="padding">How far windows reach beyond each side; at most half the kernel.</param>
/// <param name="ceilMode">Keeps a last window that reaches past the end.</param>
/// <param name="countIncludePad">True where padding counts as zeros.</param>
/// <param name="divisorOverride">What sums are divided by in place of a count.</param>
public sealed class AvgPool3d(Size3 kernelSize, Size3? stride = null, Size3 padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null) : Layer
{
    readonly AvgPoolOp _op = new(3, kernelSize)
    {
        Stride = stride ?? kernelSize,
        Padding = padding,
        CeilMode = ceilMode,
        CountIncludePad = countIncludePad,
        DivisorOverride = divisorOverride,
    };

    /// <summary>The window's size.</summary>
    public Size3 KernelSize => kernelSize;

    /// <summary>The distance between neighbouring windows.</summary>
    public Size3 Stride { get; } = stride ?? kernelSize;

    /// <summary>How far windows reach beyond each side; at most half the kernel.</summary>
    public Size3 Padding { get; } = padding;

    /// <summary>Keeps a last window that reaches past the end.</summary>
    public bool CeilMode => _op.CeilMode;

    /// <summary>True where padding counts as zeros.</summary>
    public bool CountIncludePad => _op.CountIncludePad;

    /// <summary>What sums are divided by in place of a count.</summary>
    public int? DivisorOverride => _op.DivisorOverride;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AvgPool(x, _op);
}
