namespace PtFormat.Kernels;

/// <summary>A register of several float32 that can be taken apart and put together by every second lane: what strides of two need.</summary>
/// <typeparam name="V">The register itself.</typeparam>
unsafe interface ISimdPairs<V> : ISimdF32<V> where V : struct, ISimdPairs<V>
{
    /// <summary>Of two neighbours in memory, the lanes at even and those at odd places.</summary>
    static abstract void Split(V low, V high, out V even, out V odd);

    /// <summary>Undoes <see cref="Split"/>.</summary>
    static abstract void Merge(V even, V odd, out V low, out V high);

    /// <summary>Writes past the cache, to an address that is a multiple of the register's bytes: for outputs that no cache holds.</summary>
    static abstract void StoreStreaming(V value, float* destination);
}
