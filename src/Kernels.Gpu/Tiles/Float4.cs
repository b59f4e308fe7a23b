namespace PtFormat.Kernels.Gpu;

/// <summary>Four numbers that move between memory and registers in one instruction.</summary>
struct Float4
{
    public float X, Y, Z, W;

    public static Float4 Of(float x, float y, float z, float w) => new() { X = x, Y = y, Z = z, W = w };
}
