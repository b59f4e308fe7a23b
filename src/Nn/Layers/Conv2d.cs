using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Two-dimensional convolution: [N, in channels, H, W] in, [N, out channels, oh, ow] out, or both without N.</summary>
public sealed class Conv2d : Convolution
{
    readonly Conv2dOp _op;

    /// <summary>A layer of zeros. Stride and dilation are 1 unless given; every size takes 3 or (3, 5).</summary>
    /// <exception cref="ArgumentException">A size is out of bounds, or the groups do not divide the channels.</exception>
    public Conv2d(
        int inChannels, int outChannels, Size2 kernelSize, Size2? stride = null, Padding padding = default, Size2? dilation = null, int groups = 1,
        bool bias = true, PaddingMode paddingMode = PaddingMode.Zeros, DType dtype = DType.Float32)
        : base(
            "conv2d", inChannels, outChannels, [kernelSize.Height, kernelSize.Width], [(stride ?? 1).Height, (stride ?? 1).Width], padding,
            [(dilation ?? 1).Height, (dilation ?? 1).Width], groups, bias, paddingMode, isTransposed: false, dtype)
    {
        (KernelSize, Stride, Dilation) = (kernelSize, stride ?? 1, dilation ?? 1);
        _op = new() { Stride = Stride, Padding = (EvenPadding[0], EvenPadding[1]), Dilation = Dilation, Groups = groups };
    }

    /// <summary>The kernel's size.</summary>
    public Size2 KernelSize { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public Size2 Stride { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public Size2 Dilation { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv2d(Padded(x), Weight.Value, Bias.ValueOrNull, _op);

    internal override Tensor? Forward(Tensor x, Activation? then, MaxPoolOp? pool) =>
        IsOnHost(x, Weight, Bias) ? Ops.Conv2d(Padded(x), Weight.Value, Bias.ValueOrNull, _op with { Then = then, Pool = pool }) : null;
}
