using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>One-dimensional convolution: [N, in channels, L] in, [N, out channels, ol] out, or both without N.</summary>
public sealed class Conv1d : Convolution
{
    /// <summary>A layer of zeros. Stride and dilation are 1 unless given.</summary>
    /// <exception cref="ArgumentException">A size is out of bounds, or the groups do not divide the channels.</exception>
    public Conv1d(
        int inChannels, int outChannels, int kernelSize, int stride = 1, Padding padding = default, int dilation = 1, int groups = 1,
        bool bias = true, PaddingMode paddingMode = PaddingMode.Zeros, DType dtype = DType.Float32)
        : base(
            "conv1d", inChannels, outChannels, [kernelSize], [stride], padding,
            [dilation], groups, bias, paddingMode, isTransposed: false, dtype)
    {
        (KernelSize, Stride, Dilation) = (kernelSize, stride, dilation);
    }

    /// <summary>The kernel's size.</summary>
    public int KernelSize { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public int Stride { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public int Dilation { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv1d(Padded(x), Weight.Value, Bias.ValueOrNull, Stride, EvenPadding[0], Dilation, Groups);
}
