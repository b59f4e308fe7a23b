using System.Numerics;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary>How far two tensors of one shape are apart, element by element, in float64; integers are compared exactly. NaN equals NaN.</summary>
/// <param name="Different">How many elements differ.</param>
/// <param name="Largest">The largest absolute difference; NaN where a NaN meets a number, infinity where one meets a finite number.</param>
/// <param name="Mean">The mean absolute difference over all elements.</param>
sealed record TensorDifference(long Different, double Largest, double Mean)
{
    // Elements at a time: two of the widest dtype and their numbers stay in the processor's cache.
    const int ChunkElements = 16 * 1024;

    /// <summary>Compares the elements, a part of both tensors at a time.</summary>
    /// <exception cref="PtFormatException">A file is damaged, or a tensor repeats its storage beyond the limit.</exception>
    public static TensorDifference Of(TensorEntry a, TensorEntry b, LoadLimits limits, Action<long> progress, CancellationToken cancellation)
    {
        TensorElements left = new(a, limits), right = new(b, limits);
        bool areNumbers = ElementNumbers.Has(left.DType) && ElementNumbers.Has(right.DType);
        bool areExact = ElementNumbers.IsInteger(left.DType) && ElementNumbers.IsInteger(right.DType);
        byte[] leftBytes = new byte[ChunkElements * left.DType.ItemSize()], rightBytes = new byte[ChunkElements * right.DType.ItemSize()];
        int parts = ElementNumbers.Parts(left.DType);
        double[] leftNumbers = new double[ChunkElements * 2], rightNumbers = new double[ChunkElements * 2];
        long different = 0;
        double largest = 0, sum = 0;
        for (int read; (read = left.Read(leftBytes)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = read / left.DType.ItemSize(), other = right.Read(rightBytes);
            ReadOnlySpan<byte> x = leftBytes.AsSpan(0, read), y = rightBytes.AsSpan(0, other);
            progress(read + other);
            if (left.DType == right.DType && x.SequenceEqual(y))
                continue;
            if (!areNumbers)
            {
                (different, largest, sum) = (different + DifferentItems(x, y, count), double.NaN, double.NaN);
                continue;
            }
            // Only integers of 64 bits do not fit float64.
            bool isWide = areExact && (left.DType is DType.Int64 or DType.UInt64 || right.DType is DType.Int64 or DType.UInt64);
            if (!isWide)
            {
                ElementNumbers.Read(left.DType, x, leftNumbers);
                ElementNumbers.Read(right.DType, y, rightNumbers);
            }
            for (int i = 0; i < count; i++)
            {
                double distance = isWide
                    ? (double)Int128.Abs(ElementNumbers.Integer(left.DType, x, i) - ElementNumbers.Integer(right.DType, y, i))
                    : parts == 1 ? Distance(leftNumbers[i], rightNumbers[i]) : Distance(leftNumbers.AsSpan(2 * i, 2), rightNumbers.AsSpan(2 * i, 2));
                if (distance == 0)
                    continue;
                different++;
                sum += distance;
                // NaN, once found, stays.
                largest = Math.Max(largest, distance);
            }
        }
        return new(different, largest, left.ElementCount == 0 ? 0 : sum / left.ElementCount);
    }

    /// <summary>Whether one dtype's elements can be compared with the other's.</summary>
    public static bool AreComparable(DType a, DType b) => a == b || ElementNumbers.Has(a) && ElementNumbers.Has(b) && ElementNumbers.Parts(a) == ElementNumbers.Parts(b);

    static double Distance(double x, double y) => x == y || double.IsNaN(x) && double.IsNaN(y) ? 0 : Math.Abs(x - y);

    static double Distance(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double real = Distance(x[0], y[0]), imaginary = Distance(x[1], y[1]);
        return real == 0 && imaginary == 0 ? 0 : double.IsNaN(real) || double.IsNaN(imaginary) ? double.NaN : Complex.Abs(new(real, imaginary));
    }

    static long DifferentItems(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y, int count)
    {
        int size = x.Length / count;
        long different = 0;
        for (int at = 0; at < x.Length; at += size)
            different += x.Slice(at, size).SequenceEqual(y.Slice(at, size)) ? 0 : 1;
        return different;
    }
}
