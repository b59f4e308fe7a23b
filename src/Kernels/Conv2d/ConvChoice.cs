namespace PtFormat.Kernels;

/// <summary>Which way a convolution of float32 goes: all are tested on all sizes that they can do, so this is about speed alone.</summary>
static class ConvChoice
{
    /// <summary>The kernel for registers of a width, or null for the reference.</summary>
    public static Kernel? Find(Conv2dOp op, ConvSizes sizes, int bits)
    {
        if (bits < 128 || sizes.Batch == 0 || sizes.OutChannels == 0 || sizes.Channels == 0)
            return null;
        // Lanes are outputs of a row: half a register that fits is better than a whole one that is mostly empty.
        while (bits > 128 && sizes.OutWidth <= bits / 64)
            bits /= 2;
        return Direct(op, sizes, bits);
    }

    /// <summary>Direct convolution.</summary>
    public static Kernel Direct(Conv2dOp op, ConvSizes sizes, int bits) => bits switch
    {
        512 => new DirectConv<F32x16>(op, sizes, bits),
        256 => new DirectConv<F32x8>(op, sizes, bits),
        _ => new DirectConv<F32x4>(op, sizes, bits),
    };
}
