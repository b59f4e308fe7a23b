using PtFormat.Tensors;

namespace PtFormat.Kernels.Distributions;

/// <summary>Draws positions by the sums of the weights before them, in the weights' own precision as PyTorch does.</summary>
static class Multinomials
{
    public static Tensor WithReplacement(Generator generator, Tensor weights, int count)
    {
        int width = (int)weights.Shape[weights.Rank - 1], rows = (int)(weights.ElementCount / width);
        double[] given = weights.To(DType.Float64).ToArray<double>(), sums = new double[width];
        bool isWide = weights.DType == DType.Float64;
        Tensor positions = Tensor.Uninitialized(weights.Rank == 1 ? [count] : [rows, count], DType.Int64);
        Span<long> drawn = positions.BorrowForWriting<long>();
        for (int row = 0; row < rows; row++)
        {
            double sum = 0;
            for (int i = 0; i < width; i++)
                sums[i] = sum = Rounded(sum + given[row * width + i]);
            for (int i = 0; i < width; i++)
                sums[i] = Rounded(sums[i] / sum);
            sums[^1] = 1;
            for (int i = 0; i < count; i++)
                drawn[row * count + i] = FirstNotBelow(sums, generator.NextDouble());
        }
        return positions;

        double Rounded(double value) => isWide ? value : (float)value;
    }

    static int FirstNotBelow(ReadOnlySpan<double> sums, double value)
    {
        int left = 0, right = sums.Length;
        while (left < right)
        {
            int middle = left + (right - left) / 2;
            if (sums[middle] < value)
                left = middle + 1;
            else
                right = middle;
        }
        return left;
    }
}
