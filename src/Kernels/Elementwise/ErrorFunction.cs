namespace PtFormat.Kernels.Elementwise;

/// <summary>
/// erf, erfc and the inverse of erf in float64. erf near 0 is its power series; elsewhere erfc(x) = exp(-x^2) g(t) with
/// t = (x - 3.75) / (x + 3.75), where g is a Chebyshev series (the method is that of J. L. Schonfelder, Mathematics of
/// Computation 32, 1978; the coefficients were computed anew with 60 digits). The errors are a few units of 1e-16.
/// </summary>
static class ErrorFunction
{
    static ReadOnlySpan<double> Coefficients =>
    [
        0.61014308192320044, -0.4348412727125775, 0.17635119364360549, -0.060710795609249413, 0.017712068995694115, -0.0043211193855672942,
        0.00085421667688709865, -0.00012715509060916275, 1.1248167243671189e-05, 3.1306388542182096e-07, -2.70988068537762e-07,
        3.0737622701407687e-08, 2.5156203848176228e-09, -1.0289299213203192e-09, 2.9944052119949941e-11, 2.6051789687266936e-11,
        -2.6348399241719693e-12, -6.4340450989063649e-13, 1.1245740180166345e-13, 1.7281533389986097e-14, -4.264101694942375e-15,
        -5.4537197788019059e-16, 1.5869760776167123e-16, 2.0899837844334044e-17, -5.9005268694088059e-18,
    ];

    public static double Erf(double x) => Math.Abs(x) < 0.5 ? Series(x) : x < 0 ? Tail(-x) - 1 : 1 - Tail(x);

    public static double Erfc(double x) => Math.Abs(x) < 0.5 ? 1 - Series(x) : x < 0 ? 2 - Tail(-x) : Tail(x);

    public static double Inverse(double y)
    {
        if (!(Math.Abs(y) < 1))
            return Math.Abs(y) == 1 ? y * double.PositiveInfinity : double.NaN;
        if (y == 0)
            return y;
        // S. Winitzki's estimate is good to 2e-3; Halley's method triples the digits each time.
        double log = double.LogP1(-y * y), half = 2 / (Math.PI * 0.147) + log / 2;
        double x = Math.CopySign(Math.Sqrt(Math.Sqrt(half * half - log / 0.147) - half), y);
        for (int i = 0; i < 3; i++)
        {
            // Beyond 0.5 the complement has the digits that matter.
            double error = Math.Abs(y) < 0.5 ? Erf(x) - y : y > 0 ? 1 - y - Erfc(x) : Erfc(-x) - (1 + y);
            double step = error / (2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x));
            x -= step / (1 + x * step);
        }
        return x;
    }

    // 2 / sqrt(pi) times the sum of (-1)^n x^(2n+1) / (n! (2n+1)): up to 0.5 fourteen terms reach the last bit.
    static double Series(double x)
    {
        double sum = 1, term = 1, square = x * x;
        for (int n = 1; n < 14; n++)
        {
            term *= -square / n;
            sum += term / (2 * n + 1);
        }
        return x * (sum * 1.1283791670955126);
    }

    // Clenshaw's recurrence; a NaN passes through.
    static double Tail(double x)
    {
        if (double.IsPositiveInfinity(x))
            return 0;
        double t = 2 * ((x - 3.75) / (x + 3.75)), b0 = 0, b1 = 0;
        for (int i = Coefficients.Length - 1; i > 0; i--)
            (b0, b1) = (t * b0 - b1 + Coefficients[i], b0);
        return Math.Exp(-x * x) * (t / 2 * b0 - b1 + Coefficients[0] / 2);
    }
}
