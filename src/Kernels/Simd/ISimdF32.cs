namespace PtFormat.Kernels;

/// <summary>A register of float32, with what reads narrower numbers and makes dot products.</summary>
/// <typeparam name="V">The register itself.</typeparam>
unsafe interface ISimdF32<V> : ISimdRows<V, float> where V : struct, ISimdF32<V>
{
    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(V value);

    /// <summary>Takes as many neighbours as there are lanes from memory of bfloat16; exact.</summary>
    static abstract V LoadBFloat16(ushort* source);

    /// <summary>Takes as many neighbours as there are lanes from memory of float16; exact.</summary>
    static abstract V LoadFloat16(ushort* source);
}
