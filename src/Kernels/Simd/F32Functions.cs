using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>
/// Functions of float32 that processors do not have, written once for every width, so that an element's result does not
/// depend on whether it fell into a register or into a loop's tail. The polynomial of the exponential is that of
/// Moshier's Cephes library (expf.c). Errors are at most 1 ulp for Exp and 2.5 ulp for the others, over all float32 (a test
/// measures them); a NaN stays one.
/// </summary>
static class F32Functions
{
    // Adding and subtracting 1.5 * 2^23 leaves a float32 no bits below the point: it rounds to the nearest integer.
    const double RoundingShift = 12582912;

    /// <summary>e^x, of results too small for float32 0 and of those too great infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, ISimd<V>
    {
        // e^-104 is less than half of the least float32 and e^89 exceeds the greatest.
        V p = ExpParts(V.Clamp(x, V.Broadcast(-104), V.Broadcast(89)), out V n);
        return V.Scale(p + V.One, n);
    }

    /// <summary>1 / (1 + e^-x): by e = e^-|x|, which does not overflow, 1 / (1 + e) or where x is negative e / (1 + e).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V>(V x) where V : struct, ISimd<V>
    {
        V p = ExpParts(V.Clamp(-V.Abs(x), V.Broadcast(-104), V.Zero), out V n), e = V.Scale(p + V.One, n);
        return V.IfLess(x, V.Zero, e, V.One) / (V.One + e);
    }

    /// <summary>tanh x: (1 - e) / (1 + e) of e = e^-2|x|, with the sign of x; 1 - e loses no digits near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V>(V x) where V : struct, ISimd<V>
    {
        // tanh 10 is 1 to the last bit.
        V p = ExpParts(V.Clamp(V.Abs(x), V.Zero, V.Broadcast(10)) * V.Broadcast(-2), out V n), scale = V.Scale(V.One, n);
        return V.CopySign(V.Fma(-p, scale, V.One - scale) / (V.One + V.Fma(p, scale, scale)), x);
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

    // x = n ln 2 + r with |r| up to ln 2 / 2; e^x is 2^n (1 + the result), a polynomial of degree 7 in r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ExpParts<V>(V x, out V n) where V : struct, ISimd<V>
    {
        V shift = V.Broadcast(RoundingShift);
        n = V.Fma(x, V.Broadcast(1.44269504088896341), shift) - shift;
        // ln 2 in two parts, the first short enough for an exact product with n.
        V r = V.Fma(n, V.Broadcast(-0.693359375), x);
        r = V.Fma(n, V.Broadcast(2.12194440e-4), r);

        V p = V.Broadcast(1.9875691500e-4);
        p = V.Fma(p, r, V.Broadcast(1.3981999507e-3));
        p = V.Fma(p, r, V.Broadcast(8.3334519073e-3));
        p = V.Fma(p, r, V.Broadcast(4.1665795894e-2));
        p = V.Fma(p, r, V.Broadcast(1.6666665459e-1));
        p = V.Fma(p, r, V.Broadcast(5.0000001201e-1));
        return V.Fma(p, r * r, r);
    }
}
