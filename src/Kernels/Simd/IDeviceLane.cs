namespace PtFormat.Kernels;

/// <summary>
/// One element on a device that has no mathematical library: what <see cref="ISimd{V}"/> does not have and functions that
/// processors take from their library are made of.
/// </summary>
/// <typeparam name="V">The lane itself.</typeparam>
interface IDeviceLane<V> : ISimd<V> where V : struct, IDeviceLane<V>
{
    /// <summary>The natural logarithm.</summary>
    static abstract V Log(V value);

    /// <summary>Rounded down.</summary>
    static abstract V Floor(V value);

    /// <summary>x to the power of y.</summary>
    static abstract V Pow(V x, V y);
}
