using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// One dimension of Winograd's minimal filtering (A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015): some
/// outputs from as many products as outputs and taps together, less one.
/// </summary>
unsafe interface IWinograd
{
    /// <summary>How many outputs a tile has.</summary>
    static abstract int Outputs { get; }

    /// <summary>How many inputs, and products.</summary>
    static abstract int Points { get; }

    /// <summary>What a kernel's name calls it.</summary>
    static abstract string Name { get; }

    /// <summary>The weights' transform, G, row by row.</summary>
    static abstract ReadOnlySpan<double> Weights { get; }

    /// <summary>Transforms inputs: registers at distances from <paramref name="from"/> to registers at distances from <paramref name="to"/>.</summary>
    /// <param name="from">The first.</param>
    /// <param name="places">How far from there each is.</param>
    /// <param name="to">The first result.</param>
    /// <param name="toStep">The distance between results.</param>
    static abstract void Input<V>(float* from, nint* places, float* to, nint toStep) where V : struct, ISimdF32<V>;

    /// <summary>Makes outputs of products.</summary>
    static abstract void Output<V>(float* from, nint step, float* to, nint toStep) where V : struct, ISimdF32<V>;
}

/// <summary>
/// F(4, 3) at the points 0, 1, -1, 2, -2 and infinity: 36 products for 16 outputs of 3 by 3 taps, a quarter of the plain way. Errors
/// are up to 2e-5 of the largest magnitude.
/// </summary>
readonly unsafe struct Winograd4 : IWinograd
{
    public static int Outputs => 4;

    public static int Points => 6;

    public static string Name => "winograd 4x4";

    public static ReadOnlySpan<double> Weights =>
    [
        1 / 4.0, 0, 0,
        -1 / 6.0, -1 / 6.0, -1 / 6.0,
        -1 / 6.0, 1 / 6.0, -1 / 6.0,
        1 / 24.0, 1 / 12.0, 1 / 6.0,
        1 / 24.0, -1 / 12.0, 1 / 6.0,
        0, 0, 1,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(float* from, nint* places, float* to, nint toStep) where V : struct, ISimdF32<V>
    {
        V d0 = V.Load(from + places[0]), d1 = V.Load(from + places[1]), d2 = V.Load(from + places[2]);
        V d3 = V.Load(from + places[3]), d4 = V.Load(from + places[4]), d5 = V.Load(from + places[5]);
        V four = V.Broadcast(4), five = V.Broadcast(-5);
        V even = V.Fma(-four, d2, d4), odd = V.Fma(-four, d1, d3), small = d4 - d2, twice = (d3 - d1) + (d3 - d1);
        V.Store(V.Fma(four, d0, V.Fma(five, d2, d4)), to);
        V.Store(even + odd, to + toStep);
        V.Store(even - odd, to + 2 * toStep);
        V.Store(small + twice, to + 3 * toStep);
        V.Store(small - twice, to + 4 * toStep);
        V.Store(V.Fma(four, d1, V.Fma(five, d3, d5)), to + 5 * toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float* from, nint step, float* to, nint toStep) where V : struct, ISimdF32<V>
    {
        V m0 = V.Load(from), m1 = V.Load(from + step), m2 = V.Load(from + 2 * step);
        V m3 = V.Load(from + 3 * step), m4 = V.Load(from + 4 * step), m5 = V.Load(from + 5 * step);
        V sum = m1 + m2, difference = m1 - m2, outerSum = m3 + m4, outerDifference = m3 - m4;
        V.Store(m0 + sum + outerSum, to);
        V.Store(V.Fma(V.Broadcast(2), outerDifference, difference), to + toStep);
        V.Store(V.Fma(V.Broadcast(4), outerSum, sum), to + 2 * toStep);
        V.Store(V.Fma(V.Broadcast(8), outerDifference, difference) + m5, to + 3 * toStep);
    }
}

/// <summary>F(2, 3) at the points 0, 1, -1 and infinity: 16 products for 4 outputs, 4 / 9 of the plain way, and no larger errors: there are fewer sums to round.</summary>
readonly unsafe struct Winograd2 : IWinograd
{
    public static int Outputs => 2;

    public static int Points => 4;

    public static string Name => "winograd 2x2";

    public static ReadOnlySpan<double> Weights => [1, 0, 0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0, 0, 1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(float* from, nint* places, float* to, nint toStep) where V : struct, ISimdF32<V>
    {
        V d0 = V.Load(from + places[0]), d1 = V.Load(from + places[1]), d2 = V.Load(from + places[2]), d3 = V.Load(from + places[3]);
        V.Store(d0 - d2, to);
        V.Store(d1 + d2, to + toStep);
        V.Store(d2 - d1, to + 2 * toStep);
        V.Store(d3 - d1, to + 3 * toStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float* from, nint step, float* to, nint toStep) where V : struct, ISimdF32<V>
    {
        V m0 = V.Load(from), m1 = V.Load(from + step), m2 = V.Load(from + 2 * step), m3 = V.Load(from + 3 * step);
        V.Store(m0 + m1 + m2, to);
        V.Store(m1 - m2 + m3, to + toStep);
    }
}

/// <summary>
/// F(2, 5) at the same points as F(4, 3), with the same transform of inputs: 6 products for 2 outputs of 5 taps instead of 10. In one
/// dimension its errors are up to 1e-5 of the largest magnitude for some hundred terms.
/// </summary>
readonly unsafe struct Winograd2Of5 : IWinograd
{
    public static int Outputs => 2;

    public static int Points => 6;

    public static string Name => "winograd rows";

    public static ReadOnlySpan<double> Weights =>
    [
        1 / 4.0, 0, 0, 0, 0,
        -1 / 6.0, -1 / 6.0, -1 / 6.0, -1 / 6.0, -1 / 6.0,
        -1 / 6.0, 1 / 6.0, -1 / 6.0, 1 / 6.0, -1 / 6.0,
        1 / 24.0, 1 / 12.0, 1 / 6.0, 1 / 3.0, 2 / 3.0,
        1 / 24.0, -1 / 12.0, 1 / 6.0, -1 / 3.0, 2 / 3.0,
        0, 0, 0, 0, 1,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<V>(float* from, nint* places, float* to, nint toStep) where V : struct, ISimdF32<V> => Winograd4.Input<V>(from, places, to, toStep);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float* from, nint step, float* to, nint toStep) where V : struct, ISimdF32<V>
    {
        Output(from, step, out V first, out V second);
        V.Store(first, to);
        V.Store(second, to + toStep);
    }

    /// <summary>Makes the two outputs of the products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<V>(float* from, nint step, out V first, out V second) where V : struct, ISimdF32<V>
    {
        V m0 = V.Load(from), m1 = V.Load(from + step), m2 = V.Load(from + 2 * step);
        V m3 = V.Load(from + 3 * step), m4 = V.Load(from + 4 * step), m5 = V.Load(from + 5 * step);
        V difference = m3 - m4;
        first = m0 + (m1 + m2) + (m3 + m4);
        second = (m1 - m2) + (difference + difference) + m5;
    }
}
