using System.Numerics;
using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>The error function.</summary>
readonly struct Erf : IUnaryFunction
{
    public static string Name => "erf";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Erf(x);
}

/// <summary>1 - erf(x), exact where that is small.</summary>
readonly struct Erfc : IUnaryFunction, ILaneFunction
{
    public static string Name => "erfc";

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(ErrorFunction.Erfc(double.CreateTruncating(x)));
}

/// <summary>The inverse of erf.</summary>
readonly struct Erfinv : IUnaryFunction, ILaneFunction
{
    public static string Name => "erfinv";

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(ErrorFunction.Inverse(double.CreateTruncating(x)));
}

/// <summary>The natural logarithm of the absolute value of the gamma function.</summary>
readonly struct Lgamma : IUnaryFunction, ILaneFunction
{
    public static string Name => "lgamma";

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(GammaFunction.LogAbs(double.CreateTruncating(x)));
}

/// <summary>The derivative of lgamma.</summary>
readonly struct Digamma : IUnaryFunction, ILaneFunction
{
    public static string Name => "digamma";

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(GammaFunction.Digamma(double.CreateTruncating(x)));
}
