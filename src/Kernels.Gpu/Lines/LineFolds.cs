namespace PtFormat.Kernels.Gpu;

/// <summary>The sum of all.</summary>
readonly struct SumFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => folded + x;

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left + right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>Their mean.</summary>
readonly struct MeanFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => folded + x;

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left + right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded / V.Broadcast(count);
}

/// <summary>The product of all.</summary>
readonly struct ProductFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.One;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => folded * x;

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left * right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>1 where one is not zero.</summary>
readonly struct AnyFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.IfEqual(x, V.Zero, folded, V.One);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => V.Max(left, right);

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>1 where none is zero.</summary>
readonly struct AllFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.One;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.IfEqual(x, V.Zero, V.Zero, folded);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => V.Min(left, right);

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>The greatest; NaN where one is NaN.</summary>
readonly struct GreatestFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Broadcast(double.NegativeInfinity);

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.Max(folded, x);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => V.Max(left, right);

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>The least; NaN where one is NaN.</summary>
readonly struct LeastFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Broadcast(double.PositiveInfinity);

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.Min(folded, x);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => V.Min(left, right);

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>The greatest without signs.</summary>
readonly struct GreatestMagnitudeFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.Max(folded, V.Abs(x));

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => V.Max(left, right);

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>The least without signs.</summary>
readonly struct LeastMagnitudeFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Broadcast(double.PositiveInfinity);

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.Min(folded, V.Abs(x));

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => V.Min(left, right);

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>How many are not zero.</summary>
readonly struct NotZeroFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => folded + V.IfEqual(x, V.Zero, V.Zero, V.One);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left + right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>The sum without signs.</summary>
readonly struct MagnitudeFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => folded + V.Abs(x);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left + right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => folded;
}

/// <summary>The root of the sum of squares.</summary>
readonly struct LengthFold : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => V.Fma(x, x, folded);

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left + right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => V.Sqrt(folded);
}

/// <summary>The p-th root of the sum of p-th powers.</summary>
readonly struct PowerFold(double p) : ILineFold
{
    public V Start<V>() where V : struct, IDeviceLane<V> => V.Zero;

    public V Take<V>(V folded, V x) where V : struct, IDeviceLane<V> => folded + V.Pow(V.Abs(x), V.Broadcast(p));

    public V Join<V>(V left, V right) where V : struct, IDeviceLane<V> => left + right;

    public V Finish<V>(V folded, int count) where V : struct, IDeviceLane<V> => V.Pow(folded, V.Broadcast(1 / p));
}
