namespace PtFormat.Kernels;

/// <summary>A register that also knows the end of a row: what matrix kernels need beyond arithmetic.</summary>
/// <typeparam name="V">The register itself.</typeparam>
/// <typeparam name="T">The elements in memory.</typeparam>
unsafe interface ISimdRows<V, T> : ISimdOf<V, T> where V : struct, ISimdRows<V, T> where T : unmanaged
{
    /// <summary>Takes the first elements and zeros for the lanes behind them; nothing past them is touched.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="count">How many; as many as there are lanes, or more, for all.</param>
    static abstract V LoadFirst(T* source, nint count);

    /// <summary>Writes the first lanes; nothing past them is touched.</summary>
    /// <inheritdoc cref="LoadFirst"/>
    static abstract void StoreFirst(V value, T* destination, nint count);
}
