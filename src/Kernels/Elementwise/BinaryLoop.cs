using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>z[i] = f(x[i], y[i]), as <see cref="UnaryLoop"/>.</summary>
static unsafe class BinaryLoop
{
    /// <summary>Applies the function to all elements; the spans are equally long.</summary>
    public static void Run<TFunction, T>(TFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where TFunction : struct, IBinaryFunction
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, z.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, z.Length);
        fixed (T* xAt = x, yAt = y, zAt = z)
            Lanes.Run<Loop<TFunction>, T>(new(function, xAt, yAt, zAt), z.Length);
    }

    readonly struct Loop<TFunction>(TFunction function, void* x, void* y, void* z) : ILoop where TFunction : struct, IBinaryFunction
    {
        public bool IsVectorized => TFunction.IsVectorized;

        public nint Run<V, T>(nint i, nint count) where V : struct, ISimdOf<V, T> where T : unmanaged =>
            BinaryLoop.Run<TFunction, V, T>(function, (T*)x, (T*)y, (T*)z, i, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nint Run<TFunction, V, T>(TFunction function, T* x, T* y, T* z, nint i, nint count)
        where TFunction : struct, IBinaryFunction
        where V : struct, ISimdOf<V, T>
        where T : unmanaged
    {
        for (; i <= count - V.Count; i += V.Count)
            V.Store(function.Apply(V.Load(x + i), V.Load(y + i)), z + i);
        return i;
    }
}
