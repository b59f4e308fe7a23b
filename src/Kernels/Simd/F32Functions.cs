using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// Functions of float32 that processors do not have, written once for every width, so that an element's result does not
/// depend on whether it fell into a register or into a loop's tail. The polynomials are those of Moshier's Cephes library
/// (expf.c, tanhf.c), but for Erf; errors against correctly rounded results are at most 1 ulp for Exp and 2 ulp for Tanh and Erf
/// (tests measure them).
/// </summary>
static class F32Functions
{
    // Adding and subtracting 1.5 * 2^23 leaves a float32 no bits below the point: it rounds to the nearest integer.
    const double RoundingShift = 12582912;

    /// <summary>e^x: x = n ln 2 + r with |r| up to ln 2 / 2, then 2^n times a polynomial of degree 7 in r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, ISimd<V>
    {
        // e^-104 is less than half of the least float32 and e^89 exceeds the greatest; NaN passes both.
        V low = V.Broadcast(-104), high = V.Broadcast(89);
        x = V.IfLess(x, low, low, x);
        x = V.IfLess(high, x, high, x);

        V n = Round(x * V.Broadcast(1.44269504088896341));
        // ln 2 in two parts, the first short enough for an exact product with n.
        V r = V.Fma(n, V.Broadcast(-0.693359375), x);
        r = V.Fma(n, V.Broadcast(2.12194440e-4), r);

        V p = V.Broadcast(1.9875691500e-4);
        p = V.Fma(p, r, V.Broadcast(1.3981999507e-3));
        p = V.Fma(p, r, V.Broadcast(8.3334519073e-3));
        p = V.Fma(p, r, V.Broadcast(4.1665795894e-2));
        p = V.Fma(p, r, V.Broadcast(1.6666665459e-1));
        p = V.Fma(p, r, V.Broadcast(5.0000001201e-1));
        p = V.Fma(p, r * r, r) + V.One;

        // 2^n in two factors: n goes from -150 (subnormal results) to 128 (infinity).
        V half = Round(n * V.Broadcast(0.5));
        return p * V.PowerOfTwo(half) * V.PowerOfTwo(n - half);
    }

    /// <summary>tanh x: an odd polynomial up to 0.625, beyond it 1 - 2 / (e^2|x| + 1) with the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, ISimd<V>
    {
        V magnitude = V.Abs(x), square = x * x;
        V p = V.Broadcast(-5.70498872745e-3);
        p = V.Fma(p, square, V.Broadcast(2.06390887954e-2));
        p = V.Fma(p, square, V.Broadcast(-5.37397155531e-2));
        p = V.Fma(p, square, V.Broadcast(1.33314422036e-1));
        p = V.Fma(p, square, V.Broadcast(-3.33332819422e-1));
        V near = V.Fma(p, square, V.One) * x;

        V far = V.One - V.Broadcast(2) / (Exp(magnitude + magnitude) + V.One);
        return V.IfLess(magnitude, V.Broadcast(0.625), near, V.IfLess(x, V.Zero, -far, far));
    }

    /// <summary>
    /// erf x: an odd polynomial up to 1, beyond it 1 - e^-x^2 times a polynomial in 1 / (1 + |x| / 2), with the sign of x. The
    /// coefficients interpolate erf(x) / x, less 1 to round once at the end, and erfc(x) e^x^2 at Chebyshev's nodes, computed with 60 digits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x) where V : struct, ISimd<V>
    {
        V magnitude = V.Abs(x), square = x * x;
        V near = V.Broadcast(1.05893806363e-06);
        near = V.Fma(near, square, V.Broadcast(-1.39093400198e-05));
        near = V.Fma(near, square, V.Broadcast(0.000119565625678));
        near = V.Fma(near, square, V.Broadcast(-0.000854263799705));
        near = V.Fma(near, square, V.Broadcast(0.00522378347719));
        near = V.Fma(near, square, V.Broadcast(-0.0268661332351));
        near = V.Fma(near, square, V.Broadcast(0.112837913086));
        near = V.Fma(near, square, V.Broadcast(-0.376126388896));
        near = V.Fma(near, square, V.Broadcast(0.12837916709));

        V t = V.One / V.Fma(magnitude, V.Broadcast(0.5), V.One);
        V far = V.Broadcast(-0.058090207429);
        far = V.Fma(far, t, V.Broadcast(-0.0433860383815));
        far = V.Fma(far, t, V.Broadcast(0.386186258743));
        far = V.Fma(far, t, V.Broadcast(0.113055645621));
        far = V.Fma(far, t, V.Broadcast(0.326460598441));
        far = V.Fma(far, t, V.Broadcast(0.274476618048));
        far = V.Fma(far, t, V.Broadcast(0.000537095817776));
        far = V.One - far * Exp(-square);
        return V.IfLess(magnitude, V.One, V.Fma(near, x, x), V.IfLess(x, V.Zero, -far, far));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V Round<V>(V x) where V : struct, ISimd<V> => x + V.Broadcast(RoundingShift) - V.Broadcast(RoundingShift);
}
