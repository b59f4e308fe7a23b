using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>The bits that both have.</summary>
readonly struct BitwiseAnd : IBinaryFunction, ILaneFunction2
{
    public static string Name => "bitwise_and";

    public static NumberKinds Kinds => NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x & y;
}

/// <summary>The bits that either has.</summary>
readonly struct BitwiseOr : IBinaryFunction, ILaneFunction2
{
    public static string Name => "bitwise_or";

    public static NumberKinds Kinds => NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x | y;
}

/// <summary>The bits that exactly one has.</summary>
readonly struct BitwiseXor : IBinaryFunction, ILaneFunction2
{
    public static string Name => "bitwise_xor";

    public static NumberKinds Kinds => NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x ^ y;
}

/// <summary>x times 2 to the y; 0 where y is negative or shifts everything out.</summary>
readonly struct LeftShift : IBinaryFunction, ILaneFunction2
{
    public static string Name => "bitwise_left_shift";

    public static NumberKinds Kinds => NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Integers.IsShift(x, y) ? x << int.CreateTruncating(y) : T.Zero;
}

/// <summary>x divided by 2 to the y, rounded down; a shift that is negative or too far leaves only the sign.</summary>
readonly struct RightShift : IBinaryFunction, ILaneFunction2
{
    public static string Name => "bitwise_right_shift";

    public static NumberKinds Kinds => NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Map(this, x, y);

    public T Whole<T>(T x, T y) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => Integers.IsShift(x, y) ? x >> int.CreateTruncating(y) : T.IsNegative(x) ? T.Zero - T.One : T.Zero;
}

/// <summary>The bits that x has not.</summary>
readonly struct BitwiseNot : IUnaryFunction, ILaneFunction
{
    public static string Name => "bitwise_not";

    public static NumberKinds Kinds => NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => x;

    public T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => ~x;
}
