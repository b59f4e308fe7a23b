using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Is it a NaN? Asked of the bits: OpenCL's <c>isnan</c> and comparisons of a value with itself depend on what a driver takes
/// for granted (PoCL 3.1 drops them on some processors), and integers do not.
/// </summary>
static class NaN
{
    public static bool Is(float value) => (Interop.FloatAsInt(value) & 0x7FFFFFFFu) > 0x7F800000u;

    public static bool Is(double value) => (Interop.FloatAsInt(value) & 0x7FFFFFFFFFFFFFFFul) > 0x7FF0000000000000ul;
}
