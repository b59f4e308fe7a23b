using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The mean of each window of signals: [N, C, L] or [C, L].</summary>
/// <param name="kernelSize">The window's size.</param>
/// <param name="stride">The distance between neighbouring windows; the kernel's size unless given.</param>
/// <param name="padding">How far windows reach beyond each side; at most half the kernel.</param>
/// <param name="ceilMode">Keeps a last window that reaches past the end.</param>
/// <param name="countIncludePad">True where padding counts as zeros.</param>
public sealed class AvgPool1d(int kernelSize, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true) : Layer
{
    readonly AvgPoolOp _op = new(1, kernelSize)
    {
        Stride = stride ?? kernelSize,
        Padding = padding,
        CeilMode = ceilMode,
        CountIncludePad = countIncludePad,
    };

    /// <summary>The window's size.</summary>
    public int KernelSize => kernelSize;

    /// <summary>The distance between neighbouring windows.</summary>
    public int Stride { get; } = stride ?? kernelSize;

    /// <summary>How far windows reach beyond each side; at most half the kernel.</summary>
    public int Padding { get; } = padding;

    /// <summary>Keeps a last window that reaches past the end.</summary>
    public bool CeilMode => _op.CeilMode;

    /// <summary>True where padding counts as zeros.</summary>
    public bool CountIncludePad => _op.CountIncludePad;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AvgPool(x, _op);
}
