namespace PtFormat.Kernels.Gpu;

/// <summary>What a thread of a GPU computes with: one element of a type, and the functions written over <see cref="ISimd{V}"/>.</summary>
/// <typeparam name="V">The lane itself.</typeparam>
/// <typeparam name="T">The elements in memory.</typeparam>
interface ILane<V, T> : IDeviceLane<V> where V : struct, ILane<V, T> where T : unmanaged
{
    /// <summary>An element from memory.</summary>
    static abstract V Of(T value);

    /// <summary>An element for memory.</summary>
    static abstract T ToMemory(V lane);

    /// <summary>True for 1: how a comparison leads to a branch.</summary>
    static abstract bool IsOne(V lane);

    /// <summary>True for a NaN, by its bits.</summary>
    static abstract bool IsNaN(V lane);
}
