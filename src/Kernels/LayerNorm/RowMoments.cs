using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>Mean and variance of elements that lie one after the other, in two passes and double precision.</summary>
static class RowMoments
{
    /// <summary>The mean, and the mean square of the distances from it.</summary>
    public static (double Mean, double Variance) Of<T>(ReadOnlySpan<T> row) where T : unmanaged, INumberBase<T>
    {
        double sum = 0, squares = 0;
        foreach (T x in row)
            sum += double.CreateTruncating(x);
        double mean = sum / row.Length;
        foreach (T x in row)
        {
            double distance = double.CreateTruncating(x) - mean;
            squares += distance * distance;
        }
        return (mean, squares / row.Length);
    }

    /// <summary>The mean of the squares.</summary>
    public static double MeanSquare<T>(ReadOnlySpan<T> row) where T : unmanaged, INumberBase<T>
    {
        double squares = 0;
        foreach (T x in row)
            squares += double.CreateTruncating(x) * double.CreateTruncating(x);
        return squares / row.Length;
    }
}
