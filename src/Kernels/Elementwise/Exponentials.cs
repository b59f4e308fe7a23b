using System.Numerics;
using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>e to the power.</summary>
readonly struct Exp : IUnaryFunction
{
    public static string Name => "exp";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Exp(x);
}

/// <summary>2 to the power.</summary>
readonly struct Exp2 : IUnaryFunction, ILaneFunction
{
    public static string Name => "exp2";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => Scaled(V.Floor(V.Clamp(x, V.Broadcast(-252), V.Broadcast(254)) + V.Broadcast(0.5)), x);

    // 2^x = 2^n e^((x - n) ln 2)
    static V Scaled<V>(V n, V x) where V : struct, IDeviceLane<V> => V.Scale(V.Exp((x - n) * V.Broadcast(0.69314718055994531)), n);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Exp2(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Pow(2, x);
}

/// <summary>e to the power, minus 1, exact near 0.</summary>
readonly struct Expm1 : IUnaryFunction, ILaneFunction
{
    public static string Name => "expm1";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => DeviceFunctions.Expm1(x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => Precise.Expm1(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Exp(x) - 1;
}

/// <summary>The natural logarithm.</summary>
readonly struct Log : IUnaryFunction, ILaneFunction
{
    public static string Name => "log";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.Log(x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Log(x);
}

/// <summary>The logarithm to base 2.</summary>
readonly struct Log2 : IUnaryFunction, ILaneFunction
{
    public static string Name => "log2";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.Log(x) * V.Broadcast(1.4426950408889634);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log2(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Log(x) / Math.Log(2);
}

/// <summary>The logarithm to base 10.</summary>
readonly struct Log10 : IUnaryFunction, ILaneFunction
{
    public static string Name => "log10";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.Log(x) * V.Broadcast(0.43429448190325183);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Log10(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Log10(x);
}

/// <summary>The natural logarithm of 1 + x, exact near 0.</summary>
readonly struct Log1P : IUnaryFunction, ILaneFunction
{
    public static string Name => "log1p";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => DeviceFunctions.Log1p(x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => Precise.Log1p(x);

    public Complex Complex(Complex x) => System.Numerics.Complex.Log(1 + x);
}

/// <summary>log(p / (1 - p)), the inverse of sigmoid; p is x, kept between eps and 1 - eps where eps is not negative.</summary>
readonly record struct Logit(double Eps) : IUnaryFunction, ILaneFunction
{
    public static string Name => "logit";

    public static bool IsVectorized => false;

    public string Attributes => Eps < 0 ? "" : FormattableString.Invariant($"eps={Eps}");

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => Precise.Logit(x, T.CreateTruncating(Eps));
}
