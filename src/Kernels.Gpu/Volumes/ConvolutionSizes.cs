using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>What a kernel needs to know of a convolution of one, two or three dimensions; missing ones have size 1.</summary>
struct ConvolutionSizes
{
    public int Count, Channels, OutChannels, Groups, HasBias;
    public int Depth, Height, Width, OutDepth, OutHeight, OutWidth, KernelDepth, KernelHeight, KernelWidth;
    public int StrideZ, StrideY, StrideX, PaddingZ, PaddingY, PaddingX, DilationZ, DilationY, DilationX;

    public static ConvolutionSizes Of(int rank, Size3 stride, Size3 padding, Size3 dilation, int groups, Shape input, Shape weight, Shape output)
    {
        Size3 size = Size3.Of(input, rank), outSize = Size3.Of(output, rank), kernel = Size3.Of(weight, rank);
        return new()
        {
            Count = checked((int)output.ElementCount),
            Channels = (int)input[1],
            OutChannels = (int)output[1],
            Groups = groups,
            Depth = size.Depth,
            Height = size.Height,
            Width = size.Width,
            OutDepth = outSize.Depth,
            OutHeight = outSize.Height,
            OutWidth = outSize.Width,
            KernelDepth = kernel.Depth,
            KernelHeight = kernel.Height,
            KernelWidth = kernel.Width,
            StrideZ = stride.Depth,
            StrideY = stride.Height,
            StrideX = stride.Width,
            PaddingZ = padding.Depth,
            PaddingY = padding.Height,
            PaddingX = padding.Width,
            DilationZ = dilation.Depth,
            DilationY = dilation.Height,
            DilationX = dilation.Width,
        };
    }
}
