using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>x where it is positive, else slope * x.</summary>
readonly record struct LeakyRelu(double Slope) : IUnaryFunction
{
    public static string Name => "leaky_relu";

    public string Attributes => FormattableString.Invariant($"slope={Slope}");

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfLess(V.Zero, x, x, x * V.Broadcast(Slope));
}

/// <summary>x where it is positive, else y * x.</summary>
readonly struct Prelu : IBinaryFunction
{
    public static string Name => "prelu";

    public V Apply<V>(V x, V y) where V : struct, ISimd<V> => V.IfLess(V.Zero, x, x, x * y);
}

/// <summary>
/// scale * x where x is positive, else scale * alpha * (e^(inputScale * x) - 1). ELU has both scales 1, CELU an input scale of
/// 1 / alpha, SELU a scale of its own.
/// </summary>
readonly record struct Elu(double Alpha, double Scale, double InputScale) : IUnaryFunction
{
    public static string Name => "elu";

    public string Attributes => FormattableString.Invariant($"alpha={Alpha}")
        + (Scale == 1 ? "" : FormattableString.Invariant($", scale={Scale}")) + (InputScale == 1 ? "" : FormattableString.Invariant($", input_scale={InputScale}"));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V>
    {
        // e^y - 1 = tanh(y / 2) * (e^y + 1), which loses no digits near 0.
        V y = x * V.Broadcast(InputScale);
        V less = V.Tanh(y * V.Broadcast(0.5)) * (V.Exp(y) + V.One);
        return V.IfLess(V.Zero, x, x * V.Broadcast(Scale), less * V.Broadcast(Alpha * Scale));
    }
}

/// <summary>x, but at least low and at most high.</summary>
readonly record struct Hardtanh(double Low, double High) : IUnaryFunction
{
    public static string Name => "hardtanh";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public string Attributes => FormattableString.Invariant($"min={Low}, max={High}");

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Min(V.Max(x, V.Broadcast(Low)), V.Broadcast(High));
}

/// <summary>x + 3, but at least 0 and at most 6, divided by 6.</summary>
readonly struct Hardsigmoid : IUnaryFunction
{
    public static string Name => "hardsigmoid";

    public V Apply<V>(V x) where V : struct, ISimd<V> => Gate(x);

    internal static V Gate<V>(V x) where V : struct, ISimd<V> => V.Min(V.Max(x + V.Broadcast(3), V.Zero), V.Broadcast(6)) / V.Broadcast(6);
}

/// <summary>x * hardsigmoid(x)</summary>
readonly struct Hardswish : IUnaryFunction
{
    public static string Name => "hardswish";

    public V Apply<V>(V x) where V : struct, ISimd<V> => x * Hardsigmoid.Gate(x);
}

/// <summary>0 from -bound to bound, else x.</summary>
readonly record struct Hardshrink(double Bound) : IUnaryFunction
{
    public static string Name => "hardshrink";

    public string Attributes => FormattableString.Invariant($"bound={Bound}");

    // A NaN is on neither side and stays.
    public V Apply<V>(V x) where V : struct, ISimd<V> =>
        V.IfLess(x, V.Broadcast(-Bound), x, V.IfLess(V.Broadcast(Bound), x, x, V.IfEqual(x, x, V.Zero, x)));
}

/// <summary>0 from -bound to bound, else x moved by the bound towards 0.</summary>
readonly record struct Softshrink(double Bound) : IUnaryFunction
{
    public static string Name => "softshrink";

    public string Attributes => FormattableString.Invariant($"bound={Bound}");

    public V Apply<V>(V x) where V : struct, ISimd<V>
    {
        V bound = V.Broadcast(Bound);
        return V.IfLess(x, -bound, x + bound, V.IfLess(bound, x, x - bound, V.IfEqual(x, x, V.Zero, x)));
    }
}

/// <summary>x where it exceeds the bound, else a value; a NaN stays.</summary>
readonly record struct Threshold(double Bound, double Value) : IUnaryFunction
{
    public static string Name => "threshold";

    public static NumberKinds Kinds => NumberKinds.Ordered;

    public string Attributes => FormattableString.Invariant($"threshold={Bound}, value={Value}");

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.IfLess(V.Broadcast(Bound), x, x, V.IfEqual(x, x, V.Broadcast(Value), x));
}
