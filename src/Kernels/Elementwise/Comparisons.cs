using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>1 where x equals y, else 0.</summary>
readonly struct Eq : IBinaryFunction
{
    public static string Name => "eq";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfEqual(x, y, V.One, V.Zero);
}

/// <summary>0 where x equals y, else 1.</summary>
readonly struct Ne : IBinaryFunction
{
    public static string Name => "ne";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfEqual(x, y, V.Zero, V.One);
}

/// <summary>1 where x is less than y, else 0.</summary>
readonly struct Lt : IBinaryFunction
{
    public static string Name => "lt";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfLess(x, y, V.One, V.Zero);
}

/// <summary>1 where x is not more than y, else 0.</summary>
readonly struct Le : IBinaryFunction
{
    public static string Name => "le";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfLess(x, y, V.One, V.IfEqual(x, y, V.One, V.Zero));
}

/// <summary>1 where neither is zero.</summary>
readonly struct LogicalAnd : IBinaryFunction
{
    public static string Name => "logical_and";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfEqual(x, V.Zero, V.Zero, V.IfEqual(y, V.Zero, V.Zero, V.One));
}

/// <summary>0 where both are zero.</summary>
readonly struct LogicalOr : IBinaryFunction
{
    public static string Name => "logical_or";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfEqual(x, V.Zero, V.IfEqual(y, V.Zero, V.Zero, V.One), V.One);
}

/// <summary>1 where exactly one is zero.</summary>
readonly struct LogicalXor : IBinaryFunction
{
    public static string Name => "logical_xor";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfEqual(x, V.Zero, V.IfEqual(y, V.Zero, V.Zero, V.One), V.IfEqual(y, V.Zero, V.One, V.Zero));
}

/// <summary>1 where x is zero, else 0.</summary>
readonly struct LogicalNot : IUnaryFunction
{
    public static string Name => "logical_not";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfEqual(x, V.Zero, V.One, V.Zero);
}

/// <summary>1 where x is not a number.</summary>
readonly struct IsNaN : IUnaryFunction
{
    public static string Name => "isnan";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfEqual(x, x, V.Zero, V.One);
}

/// <summary>1 where x is neither infinite nor NaN: only then is x - x zero.</summary>
readonly struct IsFinite : IUnaryFunction
{
    public static string Name => "isfinite";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfEqual(x - x, V.Zero, V.One, V.Zero);
}

/// <summary>1 where x, or a part of it, is infinite.</summary>
readonly struct IsInf : IUnaryFunction, ILaneFunction
{
    public static string Name => "isinf";

    public static NumberKinds Kinds => NumberKinds.All;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    // Only of the infinities is x - x not a number while x is one.
    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.IfEqual(x, x, V.IfEqual(x - x, V.Zero, V.Zero, V.One), V.Zero);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.IsInfinity(x) ? T.One : T.Zero;

    public T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => T.Zero;

    public Complex Complex(Complex x) => double.IsInfinity(x.Real) || double.IsInfinity(x.Imaginary) ? 1 : 0;
}
