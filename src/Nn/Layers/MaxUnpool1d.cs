using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Elements of signals, [N, C, L] or [C, L], put back to where max-pooling took them from, zeros elsewhere.</summary>
/// <param name="kernelSize">The window's size.</param>
/// <param name="stride">The distance between neighbouring windows; the kernel's size unless given.</param>
/// <param name="padding">How far windows reached beyond each side.</param>
public sealed class MaxUnpool1d(int kernelSize, int? stride = null, int padding = 0) : Module
{
    /// <summary>The window's size.</summary>
    public int KernelSize => kernelSize;

    /// <summary>The distance between neighbouring windows.</summary>
    public int Stride { get; } = stride ?? kernelSize;

    /// <summary>How far windows reached beyond each side.</summary>
    public int Padding => padding;

    /// <summary>Fills an output of the size that the windows span, or of a given one.</summary>
    /// <param name="x">The elements.</param>
    /// <param name="indices">int64 of the same shape: where each goes, counted within a signal.</param>
    /// <param name="outputSize">The length; less than a stride from what the windows span.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together, or the size is not possible.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is outside the output.</exception>
    public Tensor Forward(Tensor x, Tensor indices, int? outputSize = null) => Ops.MaxUnpool(
        x, indices,
        Unpooling.Size("max_unpool1d", x, [kernelSize], [Stride], [padding], outputSize is { } size ? [size] : null));
}
