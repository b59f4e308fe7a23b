using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PtFormat.Kernels;

/// <summary>
/// y[i] = f(x[i]). One loop, compiled for every function, element type and register width; the widest that the processor has
/// goes first and each narrower one takes what is left. y may be x.
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
        {
            if (typeof(T) == typeof(float))
                Run(function, (float*)source, (float*)destination, x.Length);
            else if (typeof(T) == typeof(double))
                Run<TFunction, F64x1, double>(function, (double*)source, (double*)destination, 0, x.Length);
            else
                throw new NotSupportedException($"{TFunction.Name}: there is no loop over {typeof(T)}");
        }
    }

    static void Run<TFunction>(TFunction function, float* x, float* y, nint count) where TFunction : struct, IUnaryFunction
    {
        nint done = 0;
        if (Vector512.IsHardwareAccelerated)
            done = Run<TFunction, F32x16, float>(function, x, y, done, count);
        if (Vector256.IsHardwareAccelerated)
            done = Run<TFunction, F32x8, float>(function, x, y, done, count);
        if (Vector128.IsHardwareAccelerated)
            done = Run<TFunction, F32x4, float>(function, x, y, done, count);
        Run<TFunction, F32x1, float>(function, x, y, done, count);
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
        for (; i <= count - 4 * V.Count; i += 4 * V.Count)
        {
            V y0 = function.Apply(V.Load(x + i)), y1 = function.Apply(V.Load(x + i + V.Count));
            V y2 = function.Apply(V.Load(x + i + 2 * V.Count)), y3 = function.Apply(V.Load(x + i + 3 * V.Count));
            V.Store(y0, y + i);
            V.Store(y1, y + i + V.Count);
            V.Store(y2, y + i + 2 * V.Count);
            V.Store(y3, y + i + 3 * V.Count);
        }
        for (; i <= count - V.Count; i += V.Count)
            V.Store(function.Apply(V.Load(x + i)), y + i);
        return i;
    }
}
