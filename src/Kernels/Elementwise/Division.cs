using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>x / y, rounded down. Floats go by way of the exact remainder, since the quotient itself may round up to an integer.</summary>
readonly struct FloorDiv : IBinaryFunction, ILaneFunction2
{
    public static string Name => "floor_divide";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public static bool IsVectorized => false;

    public static bool RefusesZero => true;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y == T.Zero)
            return x / y;
        T rest = x % y, quotient = (x - rest) / y;
        if (rest != T.Zero && T.IsNegative(rest) != T.IsNegative(y))
            quotient -= T.One;
        if (quotient == T.Zero)
            return T.CopySign(T.Zero, x / y);
        T floor = T.Floor(quotient);
        return quotient - floor > T.CreateTruncating(0.5) ? floor + T.One : floor;
    }

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        T quotient = Integers.Quotient(x, y), rest = Integers.Rest(x, y);
        return rest != T.Zero && T.IsNegative(rest) != T.IsNegative(y) ? quotient - T.One : quotient;
    }
}

/// <summary>x / y, rounded towards zero.</summary>
readonly struct TruncDiv : IBinaryFunction, ILaneFunction2
{
    public static string Name => "trunc_divide";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public static bool IsVectorized => false;

    public static bool RefusesZero => true;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T> => T.Truncate(x / y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Integers.Quotient(x, y);
}

/// <summary>What is left of dividing and rounding down; it has the sign of y, as Python's %.</summary>
readonly struct Remainder : IBinaryFunction, ILaneFunction2
{
    public static string Name => "remainder";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public static bool IsVectorized => false;

    public static bool RefusesZero => true;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T rest = x % y;
        return rest != T.Zero && T.IsNegative(rest) != T.IsNegative(y) ? rest + y : rest;
    }

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        T rest = Integers.Rest(x, y);
        return rest != T.Zero && T.IsNegative(rest) != T.IsNegative(y) ? rest + y : rest;
    }
}

/// <summary>What is left of dividing and rounding towards zero; it has the sign of x, as C's fmod.</summary>
readonly struct Fmod : IBinaryFunction, ILaneFunction2
{
    public static string Name => "fmod";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public static bool IsVectorized => false;

    public static bool RefusesZero => true;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Real<T>(T x, T y) where T : unmanaged, IFloatingPointIeee754<T> => x % y;

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Integers.Rest(x, y);
}
