using System.Numerics;
using System.Runtime.CompilerServices;

namespace PtFormat.Kernels;

/// <summary>Mean and variance of elements that lie one after the other, in two passes and double precision.</summary>
static class RowMoments
{
    /// <summary>The mean, and the mean square of the distances from it.</summary>
    public static (double Mean, double Variance) Of<T>(ReadOnlySpan<T> row) where T : unmanaged, INumberBase<T>
    {
        double mean = Sum(row, 0, isSquared: false) / row.Length;
        return (mean, Sum(row, mean, isSquared: true) / row.Length);
    }

    /// <summary>The mean of the squares.</summary>
    public static double MeanSquare<T>(ReadOnlySpan<T> row) where T : unmanaged, INumberBase<T> => Sum(row, 0, isSquared: true) / row.Length;

    // The sum of x - center, or of its squares.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static double Sum<T>(ReadOnlySpan<T> row, double center, bool isSquared) where T : unmanaged, INumberBase<T>
    {
        Vector<double> low = default, high = default, centers = new(center);
        int i = 0;
        for (; i <= row.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<double> a, b = centers;
            if (typeof(T) == typeof(float))
                Vector.Widen(new Vector<T>(row[i..]).As<T, float>(), out a, out b);
            else
                a = new Vector<T>(row[i..]).As<T, double>();
            (a, b) = (a - centers, b - centers);
            low += isSquared ? a * a : a;
            high += isSquared ? b * b : b;
        }
        double sum = Vector.Sum(low + high);
        for (; i < row.Length; i++)
        {
            double distance = double.CreateTruncating(row[i]) - center;
            sum += isSquared ? distance * distance : distance;
        }
        return sum;
    }
}
