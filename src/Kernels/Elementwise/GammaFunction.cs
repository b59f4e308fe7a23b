namespace PtFormat.Kernels.Elementwise;

/// <summary>log |gamma| and its derivative in float64: by recurrence up to where the asymptotic series of Stirling holds, by reflection below 0.</summary>
static class GammaFunction
{
    // From here on eight terms of the series reach the last bits.
    const double Far = 10;

    public static double LogAbs(double x)
    {
        if (double.IsInfinity(x))
            return double.PositiveInfinity;
        if (x <= 0 && x == Math.Floor(x))
            return double.PositiveInfinity;
        if (x < 0.5)
            return Math.Log(Math.PI) - Math.Log(Math.Abs(SinPi(x))) - LogAbs(1 - x);
        if (x is 1 or 2)
            return 0;
        double product = 1;
        for (; x < Far; x++)
            product *= x;
        double r = 1 / (x * x);
        // B(2k) / (2k (2k - 1)), the Bernoulli numbers.
        double series = 1.0 / 12 + r * (-1.0 / 360 + r * (1.0 / 1260 + r * (-1.0 / 1680 + r * (1.0 / 1188 + r * (-691.0 / 360360 + r * (1.0 / 156 - r * 3617.0 / 122400))))));
        return (x - 0.5) * Math.Log(x) - x + 0.91893853320467274 + series / x - Math.Log(product);
    }

    public static double Digamma(double x)
    {
        // PyTorch's answers at the poles.
        if (x == 0)
            return Math.CopySign(double.PositiveInfinity, -x);
        if (x < 0 && x == Math.Floor(x))
            return double.NaN;
        if (x < 0)
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Truncate(x)));
        double sum = 0;
        for (; x < Far; x++)
            sum -= 1 / x;
        if (double.IsPositiveInfinity(x))
            return x;
        double r = 1 / (x * x);
        // B(2k) / 2k.
        double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132 - r * (691.0 / 32760 - r / 12))))));
        return sum + Math.Log(x) - 0.5 / x - series;
    }

    static double SinPi(double x) => Math.Sin(Math.PI * (x - 2 * Math.Round(x / 2)));
}
