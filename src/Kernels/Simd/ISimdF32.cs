namespace PtFormat.Kernels;

/// <summary>A register of float32 that also knows the end of a row: what matrix kernels need beyond arithmetic.</summary>
/// <typeparam name="V">The register itself.</typeparam>
unsafe interface ISimdF32<V> : ISimdOf<V, float> where V : struct, ISimdF32<V>
{
    /// <summary>Takes the first elements and zeros for the lanes behind them; nothing past them is touched.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="count">How many; as many as there are lanes, or more, for all.</param>
    static abstract V LoadFirst(float* source, nint count);

    /// <summary>Writes the first lanes; nothing past them is touched.</summary>
    /// <inheritdoc cref="LoadFirst"/>
    static abstract void StoreFirst(V value, float* destination, nint count);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(V value);

    /// <summary>Takes as many neighbours as there are lanes from memory of bfloat16; exact.</summary>
    static abstract V LoadBFloat16(ushort* source);

    /// <summary>Takes as many neighbours as there are lanes from memory of float16; exact.</summary>
    static abstract V LoadFloat16(ushort* source);
}
