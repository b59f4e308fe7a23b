using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Elements of images, [N, C, H, W] or [C, H, W], put back to where max-pooling took them from, zeros elsewhere.</summary>
/// <param name="kernelSize">The window's size.</param>
/// <param name="stride">The distance between neighbouring windows; the kernel's size unless given.</param>
/// <param name="padding">How far windows reached beyond each side.</param>
public sealed class MaxUnpool2d(Size2 kernelSize, Size2? stride = null, Size2 padding = default) : Module
{
    /// <summary>The window's size.</summary>
    public Size2 KernelSize => kernelSize;

    /// <summary>The distance between neighbouring windows.</summary>
    public Size2 Stride { get; } = stride ?? kernelSize;

    /// <summary>How far windows reached beyond each side.</summary>
    public Size2 Padding => padding;

    /// <summary>Fills an output of the size that the windows span, or of a given one.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="indices">int64 of the same shape: where each goes, counted within an image.</param>
    /// <param name="outputSize">Height and width; less than a stride from what the windows span.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the size is not possible.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside the output.</exception>
    public Tensor Forward(Tensor x, Tensor indices, Size2? outputSize = null) => Ops.MaxUnpool(
        x, indices,
        Unpooling.Size("max_unpool2d", x, [kernelSize.Height, kernelSize.Width], [Stride.Height, Stride.Width], [padding.Height, padding.Width], outputSize is { } size ? [size.Height, size.Width] : null));
}
