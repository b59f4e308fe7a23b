namespace PtFormat.Kernels;

/// <summary>A register whose lanes are elements of type <typeparamref name="T"/>: it can be loaded from memory and stored there.</summary>
/// <typeparam name="V">The register itself.</typeparam>
/// <typeparam name="T">The elements in memory.</typeparam>
unsafe interface ISimdOf<V, T> : ISimd<V> where V : struct, ISimdOf<V, T> where T : unmanaged
{
    /// <summary>Takes as many neighbours as there are lanes; no alignment is needed.</summary>
    static abstract V Load(T* source);

    /// <summary>Takes one element into every lane.</summary>
    static abstract V LoadBroadcast(T* source);

    /// <summary>Writes the lanes as neighbours; no alignment is needed.</summary>
    static abstract void Store(V value, T* destination);
}
