using System.Numerics;

namespace PtFormat.Kernels.Elementwise;

/// <summary>Functions that the library computes with cancellation near 0, computed without.</summary>
static class Precise
{
    // W. Kahan's corrections: the rounding of exp(x) and of 1 + x cancels in the quotient.
    public static T Expm1<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T u = T.Exp(x);
        if (u == T.One)
            return x;
        T less = u - T.One;
        return less == -T.One || !T.IsFinite(u) ? less : T.Abs(x) > T.One ? less : less * (x / T.Log(u));
    }

    public static T Log1p<T>(T x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T u = x + T.One;
        return u == T.One ? x : !T.IsFinite(u) || u <= T.Zero ? T.Log(u) : T.Log(u) * (x / (u - T.One));
    }

    public static T Logit<T>(T x, T eps) where T : unmanaged, IFloatingPointIeee754<T>
    {
        T p = T.IsNegative(eps) ? x : x < eps ? eps : x > T.One - eps ? T.One - eps : x;
        return T.Log(p / (T.One - p));
    }

    // PyTorch multiplies by a power of ten, or divides where decimals are negative, rounds, and undoes it.
    public static T Round<T>(T x, int decimals) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (decimals == 0)
            return T.Round(x, MidpointRounding.ToEven);
        T ten = T.CreateTruncating(Math.Pow(10, Math.Abs(decimals)));
        return decimals > 0 ? T.Round(x * ten, MidpointRounding.ToEven) / ten : T.Round(x / ten, MidpointRounding.ToEven) * ten;
    }
}
