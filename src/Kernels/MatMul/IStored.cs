using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>How a weight lies in memory: numbers narrower than float32 are widened in registers on their way to the products.</summary>
/// <typeparam name="T">The elements in memory.</typeparam>
unsafe interface IStored<T> where T : unmanaged
{
    /// <summary>Takes as many neighbours as there are lanes.</summary>
    static abstract V Load<V>(T* source) where V : struct, ISimdF32<V>;
}

/// <inheritdoc/>
readonly unsafe struct StoredFloat32 : IStored<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V>(float* source) where V : struct, ISimdF32<V> => V.Load(source);
}

/// <inheritdoc/>
readonly unsafe struct StoredBFloat16 : IStored<BFloat16>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V>(BFloat16* source) where V : struct, ISimdF32<V> => V.LoadBFloat16((ushort*)source);
}

/// <inheritdoc/>
readonly unsafe struct StoredFloat16 : IStored<Half>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Load<V>(Half* source) where V : struct, ISimdF32<V> => V.LoadFloat16((ushort*)source);
}
