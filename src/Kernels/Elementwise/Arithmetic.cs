namespace PtFormat.Kernels.Elementwise;

/// <summary>x + alpha * y</summary>
readonly record struct Add(double Alpha) : IBinaryFunction
{
    public static string Name => "add";

    public static NumberKinds Kinds => NumberKinds.All;

    public string Attributes => Alpha == 1 ? "" : FormattableString.Invariant($"alpha={Alpha}");

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => Alpha == 1 ? x + y : x + V.Broadcast(Alpha) * y;
}

/// <summary>x - alpha * y</summary>
readonly record struct Sub(double Alpha) : IBinaryFunction
{
    public static string Name => "sub";

    public static NumberKinds Kinds => NumberKinds.All;

    public string Attributes => Alpha == 1 ? "" : FormattableString.Invariant($"alpha={Alpha}");

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => Alpha == 1 ? x - y : x - V.Broadcast(Alpha) * y;
}

/// <summary>x * y</summary>
readonly struct Mul : IBinaryFunction
{
    public static string Name => "mul";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => x * y;
}

/// <summary>x / y; integers become floats.</summary>
readonly struct Div : IBinaryFunction
{
    public static string Name => "div";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => x / y;
}

/// <summary>The greater; NaN where either is NaN.</summary>
readonly struct Maximum : IBinaryFunction
{
    public static string Name => "maximum";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Max(x, y);
}

/// <summary>The lesser; NaN where either is NaN.</summary>
readonly struct Minimum : IBinaryFunction
{
    public static string Name => "minimum";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.Min(x, y);
}

/// <summary>x, but at least y and at most z.</summary>
readonly struct Clamp : ITernaryFunction
{
    public static string Name => "clamp";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public V Apply<V>(V x, V y, V z) where V : struct, ISimd<V> => V.Min(V.Max(x, y), z);
}

/// <summary>y where x is not zero, else z.</summary>
readonly struct Where : ITernaryFunction
{
    public static string Name => "where";

    public static NumberKinds Kinds => NumberKinds.All;

    public V Apply<V>(V x, V y, V z) where V : struct, ISimd<V> => V.IfEqual(x, V.Zero, z, y);
}

/// <summary>x + value * y * z</summary>
readonly record struct Addcmul(double Value) : ITernaryFunction
{
    public static string Name => "addcmul";

    public static NumberKinds Kinds => NumberKinds.All;

    public string Attributes => Value == 1 ? "" : FormattableString.Invariant($"value={Value}");

    public V Apply<V>(V x, V y, V z) where V : struct, ISimd<V> => x + V.Broadcast(Value) * y * z;
}

/// <summary>x + value * y / z</summary>
readonly record struct Addcdiv(double Value) : ITernaryFunction
{
    public static string Name => "addcdiv";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Complex;

    public string Attributes => Value == 1 ? "" : FormattableString.Invariant($"value={Value}");

    public V Apply<V>(V x, V y, V z) where V : struct, ISimd<V> => x + V.Broadcast(Value) * (y / z);
}

/// <summary>From x to y as the weight z goes from 0 to 1; the nearer end is the base, so that both are met exactly.</summary>
readonly struct Lerp : ITernaryFunction
{
    public static string Name => "lerp";

    public V Apply<V>(V x, V y, V z) where V : struct, ISimd<V> => V.IfLess(V.Abs(z), V.Broadcast(0.5), x + z * (y - x), y - (y - x) * (V.One - z));
}
