using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>float16 and bfloat16 as their bits: not every device of ILGPU has them as types.</summary>
static class HalfBits
{
    public static float BrainToFloat(ushort bits) => Interop.IntAsFloat((uint)bits << 16);

    /// <summary>Rounded to the nearest, ties to even; a NaN stays one.</summary>
    public static ushort BrainFromFloat(float value)
    {
        uint bits = Interop.FloatAsInt(value);
        uint rounded = bits + 0x7FFFu + (bits >> 16 & 1u);
        return (ushort)((bits & 0x7FFFFFFFu) > 0x7F800000u ? bits >> 16 | 0x40u : rounded >> 16);
    }

    /// <summary>By a product with 2^112, which moves the exponent and makes denormals normal.</summary>
    public static float ToFloat(ushort half)
    {
        uint magnitude = (uint)half & 0x7FFFu, sign = ((uint)half & 0x8000u) << 16;
        float value = Interop.IntAsFloat(magnitude << 13) * 5.192296858534828e33f;
        uint bits = magnitude >= 0x7C00u ? magnitude << 13 | 0x7F800000u : Interop.FloatAsInt(value);
        return Interop.IntAsFloat(bits | sign);
    }

    /// <summary>Rounded to the nearest, ties to even; a NaN stays one.</summary>
    public static ushort FromFloat(float value)
    {
        uint bits = Interop.FloatAsInt(value), sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7FFFFFFFu;
        // Below 2^-14 a sum with 1/2 leaves the bits of a denormal at the end of the fraction.
        uint small = Interop.FloatAsInt(Interop.IntAsFloat(magnitude) + 0.5f) - 0x3F000000u;
        uint normal = magnitude + 0xC8000FFFu + (magnitude >> 13 & 1u) >> 13;
        uint result = magnitude > 0x7F800000u ? 0x7E00u : magnitude >= 0x477FF000u ? 0x7C00u : magnitude < 0x38800000u ? small : normal;
        return (ushort)(result | sign);
    }
}
