using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>w[i] = f(x[i], y[i], z[i]), as <see cref="UnaryLoop"/>.</summary>
static unsafe class TernaryLoop
{
    /// <summary>Applies the function to all elements; the spans are equally long.</summary>
    public static void Run<TFunction, T>(TFunction function, ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> z, Span<T> w)
        where TFunction : struct, ITernaryFunction
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, w.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, w.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(z.Length, w.Length);
        fixed (T* xAt = x, yAt = y, zAt = z, wAt = w)
            Lanes.Run<Loop<TFunction>, T>(new(function, xAt, yAt, zAt, wAt), w.Length);
    }

    readonly struct Loop<TFunction>(TFunction function, void* x, void* y, void* z, void* w) : ILoop where TFunction : struct, ITernaryFunction
    {
        public bool IsVectorized => TFunction.IsVectorized;

        public nint Run<V, T>(nint i, nint count) where V : struct, ISimdOf<V, T> where T : unmanaged =>
            TernaryLoop.Run<TFunction, V, T>(function, (T*)x, (T*)y, (T*)z, (T*)w, i, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nint Run<TFunction, V, T>(TFunction function, T* x, T* y, T* z, T* w, nint i, nint count)
        where TFunction : struct, ITernaryFunction
        where V : struct, ISimdOf<V, T>
        where T : unmanaged
    {
        for (; i <= count - V.Count; i += V.Count)
            V.Store(function.Apply(V.Load(x + i), V.Load(y + i), V.Load(z + i)), w + i);
        return i;
    }
}
