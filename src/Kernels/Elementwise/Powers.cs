using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>x to the power of y; an integer to a negative one is 0 unless it is 1 or -1.</summary>
readonly struct Pow : IBinaryFunction, ILaneFunction2
{
    public static string Name => "pow";

    public static NumberKinds Kinds => NumberKinds.All;

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x, V y) where V : struct, IDeviceLane<V> => V.Pow(x, y);

    public T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T> => T.Pow(x, y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Integers.Power(x, y);

    public Complex Complex(Complex x, Complex y) => System.Numerics.Complex.Pow(x, y);
}

/// <summary>The angle of the point (y, x), in radians.</summary>
readonly struct Atan2 : IBinaryFunction, ILaneFunction2
{
    public static string Name => "atan2";

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T> => T.Atan2(x, y);
}

/// <summary>The square root.</summary>
readonly struct Sqrt : IUnaryFunction
{
    public static string Name => "sqrt";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Sqrt(x);
}

/// <summary>1 / the square root.</summary>
readonly struct Rsqrt : IUnaryFunction
{
    public static string Name => "rsqrt";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.One / V.Sqrt(x);
}

/// <summary>1 / x</summary>
readonly struct Reciprocal : IUnaryFunction
{
    public static string Name => "reciprocal";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.One / x;
}

/// <summary>x * x</summary>
readonly struct Square : IUnaryFunction
{
    public static string Name => "square";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x) where V : struct, ISimd<V> => x * x;
}

/// <summary>Without the sign; the length of a complex number.</summary>
readonly struct Abs : IUnaryFunction
{
    public static string Name => "abs";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Abs(x);
}

/// <summary>-x</summary>
readonly struct Neg : IUnaryFunction
{
    public static string Name => "neg";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x) where V : struct, ISimd<V> => -x;
}

/// <summary>-1, 0 or 1; NaN stays NaN as 0 does.</summary>
readonly struct Sign : IUnaryFunction
{
    public static string Name => "sign";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfLess(x, V.Zero, V.Zero - V.One, V.IfLess(V.Zero, x, V.One, V.Zero));
}
