namespace PtFormat.Kernels.Distributions;

/// <summary>
/// log(1 + x) of float64 as FreeBSD's and the GNU C library compute it (fdlibm, Sun Microsystems 1993), because distributions
/// begin with it and .NET's own loses what is below the last bit of 1 + x.
/// 1 + x = 2^k (1 + f) with sqrt(1/2) &lt; 1 + f &lt; sqrt(2); log(1 + f) = f - f²/2 + s (f²/2 + R(s²)) with s = f / (2 + f).
/// </summary>
static class Log1p
{
    const double Ln2Upper = 6.93147180369123816490e-01, Ln2Lower = 1.90821492927058770002e-10;

    public static double Of(double x)
    {
        if (!(x > -1))
            return x == -1 ? double.NegativeInfinity : double.NaN;
        if (Math.Abs(x) < 1.0 / (1L << 54) || double.IsPositiveInfinity(x))
            return x;
        int k = 0;
        double f = x, correction = 0;
        bool isNear = x is > -0.2928932188134524 and < 0.41421356237309503;
        if (!isNear)
        {
            double u = 1 + x;
            k = Math.ILogB(u);
            // What the sum has lost.
            correction = (k > 0 ? 1 - (u - x) : x - (u - 1)) / u;
            double mantissa = Math.ScaleB(u, -k);
            if (mantissa >= 1.4142135623730951)
                (k, mantissa) = (k + 1, mantissa / 2);
            f = mantissa - 1;
        }
        double half = 0.5 * f * f, s = f / (2 + f), z = s * s;
        double square = z * z;
        double r = z * 6.666666666666735130e-01 + square * (3.999999999940941908e-01 + z * 2.857142874366239149e-01)
            + square * square * (2.222219843214978396e-01 + z * 1.818357216161805012e-01)
            + square * square * square * (1.531383769920937332e-01 + z * 1.479819860511658591e-01);
        return k == 0 ? f - (half - s * (half + r)) : k * Ln2Upper - (half - (s * (half + r) + (k * Ln2Lower + correction)) - f);
    }
}
