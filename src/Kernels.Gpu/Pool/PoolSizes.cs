namespace PtFormat.Kernels.Gpu;

/// <summary>The sizes of a pooling; images are volumes one plane deep.</summary>
struct PoolSizes
{
    public int Depth, Height, Width, OutDepth, OutHeight, OutWidth;

    /// <summary>Elements of the output.</summary>
    public int Count;

    /// <summary>1 where positions are wanted.</summary>
    public int HasPositions;
}
