using System.Numerics;
using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// How lines of elements are shared by threads: a group of 128 works on one line, or on several where they are short; each
/// thread takes every so manieth element, and a tree in shared memory joins what the threads have. The order is always the same,
/// so that a result does not change from run to run.
/// </summary>
static class LineGroups
{
    /// <summary>Threads of a group.</summary>
    public const int Threads = 128;

    /// <summary>How many threads work on one line: a power of two.</summary>
    public static int Lanes(int count) => Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, (count + 1) / 2)), 1, Threads);

    /// <summary>The launch for so many lines.</summary>
    public static KernelConfig For(int lines, int lanes)
    {
        int perGroup = Threads / lanes;
        return new(Math.Max(1, (lines + perGroup - 1) / perGroup), Threads);
    }

    /// <summary>The line of this thread, inside a kernel; may be past the last.</summary>
    public static int Line(int lanes) => Grid.IdxX * (Threads / lanes) + Group.IdxX / lanes;

    /// <summary>Where this thread stands among those of its line.</summary>
    public static int Lane(int lanes) => Group.IdxX & (lanes - 1);

    /// <summary>
    /// Joins what the threads of each line have; every thread of the group calls it, and each gets its line's result. Every call
    /// has shared memory of its own, so that none waits until all threads have read: ILGPU 1.5.3 moves a read past a barrier that
    /// follows it, and a thread could write the next value before others have this one.
    /// </summary>
    public static V Join<V, T, TFold>(TFold fold, V value, int lanes)
        where V : struct, ILane<V, T>
        where T : unmanaged
        where TFold : struct, ILineFold
    {
        ArrayView<T> shared = SharedMemory.Allocate<T>(Threads);
        int thread = Group.IdxX, lane = Lane(lanes);
        shared[thread] = V.ToMemory(value);
        Group.Barrier();
        for (int half = lanes >> 1; half > 0; half >>= 1)
        {
            if (lane < half)
                shared[thread] = V.ToMemory(fold.Join(V.Of(shared[thread]), V.Of(shared[thread + half])));
            Group.Barrier();
        }
        return V.Of(shared[thread - lane]);
    }
}
