namespace PtFormat.Kernels.Gpu;

/// <summary>One term of a convolution's sums: an element of the kernel in a channel.</summary>
struct Tap
{
    /// <summary>How far its number of the input is from that of the first tap.</summary>
    public int Offset;

    /// <summary>Planes, rows and columns from the window's first element.</summary>
    public int Z, Y, X;
}
