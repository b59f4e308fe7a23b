using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Every window of images as a column: [N, C, H, W] in, [N, C * kh * kw, windows] out, or both without N.</summary>
/// <param name="kernelSize">The window's size.</param>
/// <param name="dilation">The distance between the elements of a window; 1 unless given.</param>
/// <param name="padding">Rows and columns of zeros added at each side.</param>
/// <param name="stride">The distance between neighbouring windows; 1 unless given.</param>
public sealed class Unfold(Size2 kernelSize, Size2? dilation = null, Size2 padding = default, Size2? stride = null) : Layer
{
    /// <summary>The window's size.</summary>
    public Size2 KernelSize => kernelSize;

    /// <summary>The distance between the elements of a window; 1 unless given.</summary>
    public Size2 Dilation { get; } = dilation ?? 1;

    /// <summary>Rows and columns of zeros added at each side.</summary>
    public Size2 Padding => padding;

    /// <summary>The distance between neighbouring windows; 1 unless given.</summary>
    public Size2 Stride { get; } = stride ?? 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Unfold(x, kernelSize, Stride, padding, Dilation);
}
