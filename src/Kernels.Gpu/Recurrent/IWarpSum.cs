using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>Adds the numbers of a warp's threads.</summary>
interface IWarpSum
{
    /// <summary>The sum, in the warp's first thread. All threads of the group call it together.</summary>
    static abstract float Sum(float value, ArrayView<float> scratch, int thread);
}

/// <summary>From register to register.</summary>
readonly struct ShuffledSum : IWarpSum
{
    public static float Sum(float value, ArrayView<float> scratch, int thread)
    {
        value += Warp.ShuffleXor(value, 16);
        value += Warp.ShuffleXor(value, 8);
        value += Warp.ShuffleXor(value, 4);
        value += Warp.ShuffleXor(value, 2);
        return value + Warp.ShuffleXor(value, 1);
    }
}
