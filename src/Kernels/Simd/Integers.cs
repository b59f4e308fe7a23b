using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>Integer division as PyTorch's kernels have it: the one quotient that does not fit wraps. Divisors are not zero.</summary>
static class Integers
{
    /// <summary>Rounded towards zero.</summary>
    public static T Quotient<T>(T x, T y) where T : unmanaged, IBinaryInteger<T> =>
        IsMinusOne(y) ? unchecked(T.Zero - x) : x / y;

    /// <summary>What is left of rounding towards zero; it has the sign of x.</summary>
    public static T Rest<T>(T x, T y) where T : unmanaged, IBinaryInteger<T> => IsMinusOne(y) ? T.Zero : x % y;

    /// <summary>By squaring, wrapping; a negative exponent leaves 0 unless x is 1 or -1.</summary>
    public static T Power<T>(T x, T exponent) where T : unmanaged, IBinaryInteger<T>
    {
        if (T.IsNegative(exponent))
            return x == T.One ? T.One : !IsMinusOne(x) ? T.Zero : T.IsEvenInteger(exponent) ? T.One : x;
        T power = T.One;
        for (; exponent > T.Zero; exponent >>= 1)
        {
            if (T.IsOddInteger(exponent))
                power = unchecked(power * x);
            x = unchecked(x * x);
        }
        return power;
    }

    /// <summary>True where y is a shift that C defines for x.</summary>
    public static bool IsShift<T>(T x, T y) where T : unmanaged, IBinaryInteger<T> => !T.IsNegative(y) && y < T.CreateTruncating(Width(x));

    /// <summary>The number of bits.</summary>
    public static int Width<T>(T x) where T : unmanaged, IBinaryInteger<T> => 8 * x.GetByteCount();

    // An unsigned number is never negative.
    static bool IsMinusOne<T>(T y) where T : unmanaged, IBinaryInteger<T> => T.IsNegative(y) && y == unchecked(T.Zero - T.One);
}
