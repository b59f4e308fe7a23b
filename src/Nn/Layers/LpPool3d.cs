using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>(the sum of x^normType in each window)^(1 / normType) of volumes: [N, C, D, H, W] or [C, D, H, W].</summary>
/// <param name="normType">The power; not 0.</param>
/// <param name="kernelSize">The window's size.</param>
/// <param name="stride">The distance between neighbouring windows; the kernel's size unless given.</param>
/// <param name="ceilMode">Keeps a last window that reaches past the end.</param>
public sealed class LpPool3d(double normType, Size3 kernelSize, Size3? stride = null, bool ceilMode = false) : Layer
{
    readonly AvgPoolOp _op = new(3, kernelSize) { Stride = stride ?? kernelSize, CeilMode = ceilMode };

    /// <summary>The power.</summary>
    public double NormType => normType;

    /// <summary>The window's size.</summary>
    public Size3 KernelSize => kernelSize;

    /// <summary>The distance between neighbouring windows.</summary>
    public Size3 Stride { get; } = stride ?? kernelSize;

    /// <summary>The stride that was asked for, if any: what files keep.</summary>
    internal Size3? GivenStride => stride;

    /// <summary>Keeps a last window that reaches past the end.</summary>
    public bool CeilMode => _op.CeilMode;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LpPool(x, normType, _op);
}
