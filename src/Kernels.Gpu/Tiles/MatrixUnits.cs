using ILGPU;
using ILGPU.Runtime.Cuda;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Tile kernels on the matrix units of NVIDIA's devices from compute capability 8.0 on, which take float32 as TF32: 8 bits of exponent and
/// 11 of fraction. Split in two such parts x = high + low, low * high + high * low + high * high is as exact as float32. An
/// infinity split so leaves a NaN. One instruction multiplies 16 by 8 by 8 in a warp, whose thread g * 4 + t has
/// a[g, t], a[g + 8, t], a[g, t + 4], a[g + 8, t + 4]; b[t, g], b[t + 4, g]; c[g, 2t], c[g, 2t + 1], c[g + 8, 2t], c[g + 8, 2t + 1]
/// (PTX ISA, mma.m16n8k8). Where there is no such instruction threads hand their numbers to each other, which is for tests.
/// </summary>
static partial class MatrixUnits
{
    /// <summary>The one tile.</summary>
    public static readonly TileShape Shape = new(128, 128, 256, 1);

    // The nearest number of 11 bits; of two the greater magnitude.
    static uint Round(float x) => (Interop.FloatAsInt(x) + 0x1000u) & 0xFFFFE000u;

    static void Multiply(
        ref Ref<float> c0, ref Ref<float> c1, ref Ref<float> c2, ref Ref<float> c3,
        ref Input<uint> a0, ref Input<uint> a1, ref Input<uint> a2, ref Input<uint> a3, ref Input<uint> b0, ref Input<uint> b1)
    {
        if (CudaAsm.IsSupported)
            CudaAsm.EmitRef(
                "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};",
                ref c0, ref c1, ref c2, ref c3, ref a0, ref a1, ref a2, ref a3, ref b0, ref b1);
        else
        {
            int lane = Warp.LaneIdx, line = lane >> 2, step = lane & 3;
            for (int term = 0; term < 8; term++)
            {
                int from = line * 4 + (term & 3), column = step * 8 + (term & 3);
                bool isSecond = term > 3;
                float a = Interop.IntAsFloat(Warp.Shuffle(isSecond ? a2.Value : a0.Value, from)), below = Interop.IntAsFloat(Warp.Shuffle(isSecond ? a3.Value : a1.Value, from));
                float b = Interop.IntAsFloat(Warp.Shuffle(isSecond ? b1.Value : b0.Value, column)), next = Interop.IntAsFloat(Warp.Shuffle(isSecond ? b1.Value : b0.Value, column + 4));
                c0.Value += a * b;
                c1.Value += a * next;
                c2.Value += below * b;
                c3.Value += below * next;
            }
        }
    }
}
