using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>Rounded down.</summary>
readonly struct Floor : IUnaryFunction, ILaneFunction
{
    public static string Name => "floor";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.Floor(x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Floor(x);

    public T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x;
}

/// <summary>Rounded up.</summary>
readonly struct Ceil : IUnaryFunction, ILaneFunction
{
    public static string Name => "ceil";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => -V.Floor(-x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Ceiling(x);

    public T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x;
}

/// <summary>Rounded towards zero.</summary>
readonly struct Trunc : IUnaryFunction, ILaneFunction
{
    public static string Name => "trunc";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Whole;

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => DeviceFunctions.Truncate(x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => T.Truncate(x);

    public T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x;
}

/// <summary>What truncation takes away.</summary>
readonly struct Frac : IUnaryFunction, ILaneFunction
{
    public static string Name => "frac";

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => x - DeviceFunctions.Truncate(x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => x - T.Truncate(x);
}

/// <summary>Rounded to the nearest, ties to even, at a number of decimals.</summary>
readonly record struct Round(int Decimals) : IUnaryFunction, ILaneFunction
{
    public static string Name => "round";

    public static NumberKinds Kinds => NumberKinds.Real | NumberKinds.Whole;

    public static bool IsVectorized => false;

    public string Attributes => Decimals == 0 ? "" : FormattableString.Invariant($"decimals={Decimals}");

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public T Real<T>(T x) where T : unmanaged, IFloatingPointIeee754<T> => Precise.Round(x, Decimals);

    public T Whole<T>(T x) where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> => x;
}
