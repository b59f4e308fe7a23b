namespace PtFormat.Kernels;

/// <summary>Functions that are made of those of a device's lane.</summary>
static class DeviceFunctions
{
    /// <summary>
    /// log(1 + x), exact near 0: what 1 + x rounds away changes the logarithm as much as the argument (W. Kahan). Beyond 2^24 the
    /// one does not count, and an infinity would be divided by itself.
    /// </summary>
    public static V Log1p<V>(V x) where V : struct, IDeviceLane<V>
    {
        V u = V.One + x, log = V.Log(u);
        return V.IfEqual(u, V.One, x, V.IfEqual(u, x, log, log * (x / (u - V.One))));
    }

    /// <summary>e^x - 1 = tanh(x / 2) * (e^x + 1), exact near 0.</summary>
    public static V Expm1<V>(V x) where V : struct, IDeviceLane<V> => V.Tanh(x * V.Broadcast(0.5)) * (V.Exp(x) + V.One);

    /// <summary>Rounded towards zero.</summary>
    public static V Truncate<V>(V x) where V : struct, IDeviceLane<V> => V.IfLess(x, V.Zero, -V.Floor(-x), V.Floor(x));
}
