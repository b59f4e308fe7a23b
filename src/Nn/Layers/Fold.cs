using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Images whose elements are the sums of what columns hold for them: [N, C * kh * kw, windows] in, [N, C, H, W] out, or both without N.</summary>
/// <param name="outputSize">Height and width of the images.</param>
/// <param name="kernelSize">The window's size.</param>
/// <param name="dilation">The distance between the elements of a window; 1 unless given.</param>
/// <param name="padding">Rows and columns beyond each side, which are dropped.</param>
/// <param name="stride">The distance between neighbouring windows; 1 unless given.</param>
public sealed class Fold(Size2 outputSize, Size2 kernelSize, Size2? dilation = null, Size2 padding = default, Size2? stride = null) : Layer
{
    /// <summary>Height and width of the images.</summary>
    public Size2 OutputSize => outputSize;

    /// <summary>The window's size.</summary>
    public Size2 KernelSize => kernelSize;

    /// <summary>The distance between the elements of a window; 1 unless given.</summary>
    public Size2 Dilation { get; } = dilation ?? 1;

    /// <summary>Rows and columns beyond each side, which are dropped.</summary>
    public Size2 Padding => padding;

    /// <summary>The distance between neighbouring windows; 1 unless given.</summary>
    public Size2 Stride { get; } = stride ?? 1;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Fold(x, outputSize, kernelSize, Stride, padding, Dilation);
}
