namespace PtFormat.Kernels.Gpu;

/// <summary>The sizes of a convolution that is pooled.</summary>
struct ConvPoolSizes
{
    public int Channels, Height, Width, OutChannels, PooledHeight, PooledWidth, PaddingY, PaddingX, HasBias;

    /// <summary>Elements of all images' pooled planes.</summary>
    public int Count;
}
