using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>Which way a convolution of float32 goes: all are tested on all sizes that they can do, so this is about speed alone.</summary>
static class ConvChoice
{
    // With more terms the rows that a direct convolution reads do not stay in the caches; narrow rows and strides pay earlier.
    const int MostDirectTerms = 2400, MostStridedTerms = 1200, MostNarrowTerms = 512;

    // Errors grow with the terms: up to here they were below 6e-6 of the largest magnitude.
    const int MostRowTerms = 400;

    // From here on Winograd's fewer products pay for its transforms.
    const int FewestWinogradChannels = 24;

    // Transformed weights of F(4x4) beyond 5 MB cost more to read than their fewer products save, unless so many tiles share them.
    const int MostWinograd4Weights = 1 << 15, FewestWinograd4Tiles = 64;

    // Below so many outputs of a channel, reading transformed weights costs more than all products.
    const int FewestWinogradOutputs = 128;

    /// <summary>The kernel for registers of a width, or null for the reference.</summary>
    public static Kernel? Find(Conv2dOp op, ConvSizes sizes, int bits)
    {
        if (bits < 128 || sizes.Batch == 0 || sizes.OutChannels == 0 || sizes.Channels == 0)
            return null;
        // Lanes are outputs of a row: half a register that fits is better than a whole one that is mostly empty.
        int whole = bits;
        while (bits > 128 && sizes.OutWidth <= bits / 64)
            bits /= 2;
        if (CanWinograd(sizes) && Math.Min(sizes.Channels, sizes.OutChannels) >= FewestWinogradChannels && Math.Min(sizes.OutHeight, sizes.OutWidth) >= 6)
        {
            bool isLarge = (long)sizes.Channels * sizes.OutChannels > MostWinograd4Weights;
            if (!isLarge || (long)sizes.Batch * sizes.OutPlane >= FewestWinogradOutputs)
                return op.Strict || isLarge && Tiles4(sizes) < FewestWinograd4Tiles ? Winograd2(op, sizes, whole) : Winograd4(op, sizes, whole);
        }
        int mostTerms = sizes.Stride == 1 && Use(sizes.OutWidth, whole) > 0.8 ? MostDirectTerms : sizes.OutWidth >= 24 ? MostStridedTerms : MostNarrowTerms;
        if (sizes.GroupOutChannels > 8 && (sizes.Terms > mostTerms || sizes.Kernel == 1))
            return Gemm(op, sizes, whole);
        bool isByRows = CanRows(sizes) && !op.Strict && sizes.OutHeight > 1 && sizes.Terms <= MostRowTerms;
        if (CanChannels(sizes) && Use(sizes.OutChannels, whole) > 1.2 * Use(sizes.OutWidth, bits) * bits / whole)
            return isByRows ? RowsByChannels(op, sizes, whole) : Channels(op, sizes, whole);
        return isByRows ? Rows(op, sizes, bits) : Direct(op, sizes, bits);

        static long Tiles4(ConvSizes sizes) => (long)sizes.Batch * ((sizes.OutHeight + 3) / 4) * ((sizes.OutWidth + 3) / 4);

        // The share of lanes that have something to do.
        static double Use(int size, int bits)
        {
            int lanes = bits / 32;
            return size / (double)((size + lanes - 1) / lanes * lanes);
        }
    }

    /// <summary>True where <see cref="ChannelConv{V}"/> applies.</summary>
    public static bool CanChannels(ConvSizes sizes) => sizes.Groups == 1 && sizes.Stride.Width == 1;

    /// <summary>Direct convolution with output channels as lanes.</summary>
    public static Kernel Channels(Conv2dOp op, ConvSizes sizes, int bits) => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new ChannelConv<F32x16>(op, sizes, bits),
        256 when Vector256.IsHardwareAccelerated => new ChannelConv<F32x8>(op, sizes, bits),
        _ => new ChannelConv<F32x4>(op, sizes, bits),
    };

    /// <summary>True where Winograd's transform of rows applies.</summary>
    public static bool CanRows(ConvSizes sizes) => sizes is { Groups: 1, Kernel.Height: 5, Dilation.Height: 1 } && sizes.Stride == 1;

    /// <summary>F(2, 5) along columns, lanes along rows.</summary>
    public static Kernel Rows(Conv2dOp op, ConvSizes sizes, int bits) => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new RowWinogradConv<F32x16>(op, sizes, bits),
        256 when Vector256.IsHardwareAccelerated => new RowWinogradConv<F32x8>(op, sizes, bits),
        _ => new RowWinogradConv<F32x4>(op, sizes, bits),
    };

    /// <summary>F(2, 5) along columns, with output channels as lanes.</summary>
    public static Kernel RowsByChannels(Conv2dOp op, ConvSizes sizes, int bits) => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new RowWinogradChannelConv<F32x16>(op, sizes, bits),
        256 when Vector256.IsHardwareAccelerated => new RowWinogradChannelConv<F32x8>(op, sizes, bits),
        _ => new RowWinogradChannelConv<F32x4>(op, sizes, bits),
    };

    /// <summary>True where Winograd's transforms apply.</summary>
    public static bool CanWinograd(ConvSizes sizes) => sizes is { Groups: 1 } && sizes.Kernel == 3 && sizes.Stride == 1 && sizes.Dilation == 1;

    /// <summary>F(4x4, 3x3), with errors up to 2e-5 of the largest magnitude.</summary>
    public static Kernel Winograd4(Conv2dOp op, ConvSizes sizes, int bits) => Winograd<Winograd4>(op, sizes, bits);

    /// <summary>F(2x2, 3x3), with no larger errors than plain sums.</summary>
    public static Kernel Winograd2(Conv2dOp op, ConvSizes sizes, int bits) => Winograd<Winograd2>(op, sizes, bits);

    static Kernel Winograd<TWinograd>(Conv2dOp op, ConvSizes sizes, int bits) where TWinograd : struct, IWinograd => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new WinogradConv<F32x16, TWinograd>(op, sizes, bits),
        256 when Vector256.IsHardwareAccelerated => new WinogradConv<F32x8, TWinograd>(op, sizes, bits),
        _ => new WinogradConv<F32x4, TWinograd>(op, sizes, bits),
    };

    /// <summary>Products of matrices.</summary>
    public static Kernel Gemm(Conv2dOp op, ConvSizes sizes, int bits) => new GemmConv(op, sizes, bits);

    /// <summary>Direct convolution.</summary>
    public static Kernel Direct(Conv2dOp op, ConvSizes sizes, int bits) => bits switch
    {
        512 when Vector512.IsHardwareAccelerated => new DirectConv<F32x16>(op, sizes, bits),
        256 when Vector256.IsHardwareAccelerated => new DirectConv<F32x8>(op, sizes, bits),
        _ => new DirectConv<F32x4>(op, sizes, bits),
    };
}
