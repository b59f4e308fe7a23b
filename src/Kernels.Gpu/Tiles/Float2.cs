namespace PtFormat.Kernels.Gpu;

/// <summary>Two numbers that move between memory and registers in one instruction.</summary>
struct Float2
{
    public float X, Y;
}
