using System.Runtime.Intrinsics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Products of one to three rows with a weight [N, K] as it lies in its file: each element is a dot product. The weight is read
/// once, from beginning to end, so a large one comes as fast as memory gives it, and a narrower one in half of the time; it is
/// not packed, which would take its memory twice.
/// </summary>
abstract unsafe class Dots
{
    /// <summary>Rows that are computed in one pass over the weight; of more, each three take another one.</summary>
    public const int PassRows = 3;

    // About 10 microseconds at 25 GB/s.
    const int PartBytes = 256 * 1024;

    /// <summary>The kernel for registers of so many bits (1 is for tests and processors without any) and weights of a dtype, or null if there is none.</summary>
    public static Dots? Of(int registerBits, DType weight) => registerBits switch
    {
        512 when Vector512.IsHardwareAccelerated => Of<F32x16>(weight),
        256 when Vector256.IsHardwareAccelerated => Of<F32x8>(weight),
        128 => Of<F32x4>(weight),
        _ => Of<F32x1>(weight),
    };

    /// <summary>Computes a product on the thread that calls.</summary>
    public abstract void Run(in DotCall call);

    /// <summary>Bytes of an element of the weight.</summary>
    protected abstract int ItemBytes { get; }

    /// <summary>Computes a product on all threads.</summary>
    public void RunOnThreads(in DotCall call)
    {
        nint rows = Math.Max(4, PartBytes / Math.Max(1, call.K * ItemBytes) / 4 * 4);
        Job job = new(this, call, rows);
        Work.For((int)((call.N + rows - 1) / rows), ref job);
    }

    static Dots? Of<V>(DType weight) where V : struct, ISimdF32<V> => weight switch
    {
        DType.Float32 => Only<DotsOf<V, float, StoredFloat32>>.Instance,
        DType.BFloat16 => Only<DotsOf<V, BFloat16, StoredBFloat16>>.Instance,
        DType.Float16 => Only<DotsOf<V, Half, StoredFloat16>>.Instance,
        _ => null,
    };

    static class Only<T> where T : new()
    {
        public static readonly T Instance = new();
    }

    struct Job(Dots dots, DotCall whole, nint rows) : IJob
    {
        public readonly void Run(int part, int lane)
        {
            nint row = part * rows;
            DotCall call = whole;
            call.N = Math.Min(rows, whole.N - row);
            call.Weight = (byte*)whole.Weight + row * whole.WeightRow * dots.ItemBytes;
            call.C += row;
            call.Bias = whole.Bias == null ? null : whole.Bias + row;
            dots.Run(call);
        }
    }
}
