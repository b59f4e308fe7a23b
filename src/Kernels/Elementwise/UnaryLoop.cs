using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// y[i] = f(x[i]). One loop, compiled for every function, element type and register width. y may be x.
/// </summary>
static unsafe class UnaryLoop
{
    /// <summary>Applies the function to every element of <paramref name="x"/>, which is as long as <paramref name="y"/>.</summary>
    public static void Run<TFunction, T>(TFunction function, ReadOnlySpan<T> x, Span<T> y)
        where TFunction : struct, IUnaryFunction
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        fixed (T* source = x, destination = y)
            Lanes.Run<Loop<TFunction>, T>(new(function, source, destination), x.Length);
    }

    /// <summary>Applies the function to <paramref name="count"/> elements; y may be x.</summary>
    public static void Run<TFunction, T>(TFunction function, T* x, T* y, nint count) where TFunction : struct, IUnaryFunction where T : unmanaged =>
        Lanes.Run<Loop<TFunction>, T>(new(function, x, y), count);

    readonly struct Loop<TFunction>(TFunction function, void* x, void* y) : ILoop where TFunction : struct, IUnaryFunction
    {
        public bool IsVectorized => TFunction.IsVectorized;

        public nint Run<V, T>(nint i, nint count) where V : struct, ISimdOf<V, T> where T : unmanaged =>
            UnaryLoop.Run<TFunction, V, T>(function, (T*)x, (T*)y, i, count);
    }

    /// <summary>As many whole registers as there are from element <paramref name="i"/> on.</summary>
    /// <returns>The first element that is left.</returns>
    // Optimized from the first call: a loop that starts in the interpreter-like tier runs 25 times slower for its first 100 ms.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static nint Run<TFunction, V, T>(TFunction function, T* x, T* y, nint i, nint count)
        where TFunction : struct, IUnaryFunction
        where V : struct, ISimdOf<V, T>
        where T : unmanaged
    {
        for (; i <= count - V.Count; i += V.Count)
            V.Store(function.Apply(V.Load(x + i)), y + i);
        return i;
    }
}
