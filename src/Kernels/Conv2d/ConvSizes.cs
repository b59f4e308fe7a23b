using PtFormat.Tensors;
using static PtFormat.Kernels.KernelSpans;

namespace PtFormat.Kernels;

/// <summary>All sizes of a convolution of images, as the loops need them.</summary>
readonly record struct ConvSizes
{
    public int Batch { get; private init; }

    public int Channels { get; private init; }

    public int Height { get; private init; }

    public int Width { get; private init; }

    public int OutChannels { get; private init; }

    public int OutHeight { get; private init; }

    public int OutWidth { get; private init; }

    public Size2 Kernel { get; private init; }

    public Size2 Stride { get; private init; }

    public Size2 Padding { get; private init; }

    public Size2 Dilation { get; private init; }

    public int Groups { get; private init; }

    public ConvSizes(Conv2dOp op, Shape input, Shape weight)
    {
        (Batch, Channels, Height, Width) = (Int(input[0]), Int(input[1]), Int(input[2]), Int(input[3]));
        (OutChannels, Kernel) = (Int(weight[0]), new(Int(weight[2]), Int(weight[3])));
        (Stride, Padding, Dilation, Groups) = (op.Stride, op.Padding, op.Dilation, op.Groups);
        OutHeight = Int(Ops.WindowCount(Height, Kernel.Height, Stride.Height, Padding.Height, Dilation.Height));
        OutWidth = Int(Ops.WindowCount(Width, Kernel.Width, Stride.Width, Padding.Width, Dilation.Width));
    }

    /// <summary>Input channels that one output channel sees.</summary>
    public int GroupChannels => Channels / Groups;

    /// <summary>Output channels of one group.</summary>
    public int GroupOutChannels => OutChannels / Groups;

    /// <summary>Products in each output element.</summary>
    public int Terms => GroupChannels * Kernel.Height * Kernel.Width;

    public int Plane => Height * Width;

    public int OutPlane => OutHeight * OutWidth;

    /// <summary>Multiplications of one image.</summary>
    public long Products => (long)OutPlane * OutChannels * Terms;

    public Shape OutShape => [Batch, OutChannels, OutHeight, OutWidth];
}
