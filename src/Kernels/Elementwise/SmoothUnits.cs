using System.Runtime.CompilerServices;

namespace PtFormat.Kernels.Elementwise;

/// <summary>x times the normal distribution's share below x: x / 2 * (1 + erf(x / sqrt 2)).</summary>
readonly struct Gelu : IUnaryFunction
{
    public static string Name => "gelu";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => x * V.Broadcast(0.5) * (V.One + V.Erf(x * V.Broadcast(0.70710678118654752)));
}

/// <summary>GELU with the share by tanh(sqrt(2 / pi) * (x + 0.044715 x^3)) (Hendrycks and Gimpel 2016).</summary>
readonly struct GeluTanh : IUnaryFunction
{
    public static string Name => "gelu_tanh";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V>
    {
        V inner = V.Broadcast(0.79788456080286536) * (x + V.Broadcast(0.044715) * (x * x * x));
        return x * V.Broadcast(0.5) * (V.One + V.Tanh(inner));
    }
}

/// <summary>x * tanh(log(1 + e^x))</summary>
readonly struct Mish : IUnaryFunction
{
    public static string Name => "mish";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V>
    {
        // tanh(log(1 + e)) = (e^2 + 2e) / (e^2 + 2e + 2), which is 1 to the last bit beyond 20.
        V e = V.Exp(x), n = e * (e + V.Broadcast(2));
        return V.IfLess(V.Broadcast(20), x, x, x * (n / (n + V.Broadcast(2))));
    }
}

/// <summary>x / (1 + |x|)</summary>
readonly struct Softsign : IUnaryFunction
{
    public static string Name => "softsign";

    public V Apply<V>(V x) where V : struct, ISimd<V> => x / (V.One + V.Abs(x));
}

/// <summary>x - tanh(x)</summary>
readonly struct Tanhshrink : IUnaryFunction
{
    public static string Name => "tanhshrink";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Apply<V>(V x) where V : struct, ISimd<V> => x - V.Tanh(x);
}

/// <summary>log(1 + e^(beta x)) / beta; x itself where beta x exceeds the threshold.</summary>
readonly record struct Softplus(double Beta, double Threshold) : IUnaryFunction, ILaneFunction
{
    public static string Name => "softplus";

    public static bool IsVectorized => false;

    public string Attributes => FormattableString.Invariant($"beta={Beta}, threshold={Threshold}");

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.IfLess(V.Broadcast(Threshold), x * V.Broadcast(Beta), x, DeviceFunctions.Log1p(V.Exp(x * V.Broadcast(Beta))) / V.Broadcast(Beta));

    public T Real<T>(T x) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        T beta = T.CreateTruncating(Beta), scaled = x * beta;
        return scaled > T.CreateTruncating(Threshold) ? x : Precise.Log1p(T.Exp(scaled)) / beta;
    }
}

/// <summary>log(sigmoid(x)) = min(x, 0) - log(1 + e^-|x|)</summary>
readonly struct LogSigmoid : IUnaryFunction, ILaneFunction
{
    public static string Name => "log_sigmoid";

    public static bool IsVectorized => false;

    public V Apply<V>(V x) where V : struct, ISimd<V> => V.Map(this, x);

    public static bool HasDeviceForm => true;

    public V Device<V>(V x) where V : struct, IDeviceLane<V> => V.Min(x, V.Zero) - DeviceFunctions.Log1p(V.Exp(-V.Abs(x)));

    public T Real<T>(T x) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => T.Min(x, T.Zero) - Precise.Log1p(T.Exp(-T.Abs(x)));
}
