using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Three-dimensional convolution: [N, in channels, D, H, W] in, [N, out channels, od, oh, ow] out, or both without N.</summary>
public sealed class Conv3d : Convolution
{
    readonly Conv3dOp _op;

    /// <summary>A layer of zeros. Stride and dilation are 1 unless given; every size takes 3 or (3, 5, 7).</summary>
    /// <exception cref="ArgumentException">A size is out of bounds, or the groups do not divide the channels.</exception>
    public Conv3d(
        int inChannels, int outChannels, Size3 kernelSize, Size3? stride = null, Padding padding = default, Size3? dilation = null, int groups = 1,
        bool bias = true, PaddingMode paddingMode = PaddingMode.Zeros, DType dtype = DType.Float32)
        : base(
            "conv3d", inChannels, outChannels, [kernelSize.Depth, kernelSize.Height, kernelSize.Width], [(stride ?? 1).Depth, (stride ?? 1).Height, (stride ?? 1).Width], padding,
            [(dilation ?? 1).Depth, (dilation ?? 1).Height, (dilation ?? 1).Width], groups, bias, paddingMode, isTransposed: false, dtype)
    {
        (KernelSize, Stride, Dilation) = (kernelSize, stride ?? 1, dilation ?? 1);
        _op = new() { Stride = Stride, Padding = (EvenPadding[0], EvenPadding[1], EvenPadding[2]), Dilation = Dilation, Groups = groups };
    }

    /// <summary>The kernel's size.</summary>
    public Size3 KernelSize { get; }

    /// <summary>The distance between neighbouring windows.</summary>
    public Size3 Stride { get; }

    /// <summary>The distance between the elements of a window.</summary>
    public Size3 Dilation { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv3d(Padded(x), Weight.Value, Bias.ValueOrNull, _op);
}
