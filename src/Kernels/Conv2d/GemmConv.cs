using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Convolution of images as a product of matrices.</summary>
sealed unsafe class GemmConv : FloatConv
{
    readonly PanelConv _panels;

    public GemmConv(Conv2dOp op, ConvSizes sizes, int bits) : base(op, sizes, bits, "gemm", poolsItself: false) => _panels = PanelConv.Of(
        new(sizes.Batch, sizes.Channels, sizes.OutChannels, sizes.Groups, (1, sizes.Height, sizes.Width), (1, sizes.OutHeight, sizes.OutWidth), sizes.Kernel, sizes.Stride, new(0, sizes.Padding.Height, sizes.Padding.Width), sizes.Dilation), bits);

    protected override long ScratchBytes => _panels.ScratchBytes;

    protected override void Convolve(float* x, Tensor weight, float* bias, float* y, byte* scratch) => _panels.Run(x, weight, bias, y, scratch, Then);
}
