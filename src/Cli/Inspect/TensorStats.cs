using System.Globalization;
using System.Text;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Cli.Inspect;

/// <summary>What the elements of a tensor are like, computed in float64; all but the counts are of the finite ones.</summary>
/// <param name="Elements">How many there are.</param>
/// <param name="NaN">How many are no number.</param>
/// <param name="Infinite">How many are infinite.</param>
/// <param name="Min">The smallest; NaN where none is finite, and so the others.</param>
/// <param name="Max">The largest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Std">The standard deviation, over as many as there are: <c>torch.std(correction=0)</c>.</param>
/// <param name="Histogram">How many lie in each of as many equal parts from the smallest to the largest, as <c>torch.histc</c> counts.</param>
sealed record TensorStats(long Elements, long NaN, long Infinite, double Min, double Max, double Mean, double Std, IReadOnlyList<long> Histogram)
{
    /// <summary>Parts of a histogram.</summary>
    public const int Bins = 16;

    const int ChunkElements = 16 * 1024;
    const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>Whether the elements are numbers on a line: complex ones, and those of other kinds of tensors, are not.</summary>
    public static bool AreKnownOf(TensorEntry entry) =>
        entry is { Kind: TensorKind.Strided, Tensor: { } tensor } && ElementNumbers.Has(tensor.DType) && ElementNumbers.Parts(tensor.DType) == 1;

    /// <summary>Reads the elements twice, a part at a time.</summary>
    /// <exception cref="PtFormatException">The file is damaged, or a tensor repeats its storage beyond the limit.</exception>
    public static TensorStats Of(TensorEntry entry, LoadLimits limits, Action<long> progress, CancellationToken cancellation)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity, mean = 0, squares = 0;
        long finite = 0, nan = 0, infinite = 0;
        foreach (ReadOnlyMemory<double> chunk in Chunks(entry, limits, progress, cancellation))
        {
            double sum = 0;
            long count = 0;
            foreach (double x in chunk.Span)
                if (double.IsFinite(x))
                {
                    (min, max) = (Math.Min(min, x), Math.Max(max, x));
                    sum += x;
                    count++;
                }
                else if (double.IsNaN(x))
                    nan++;
                else
                    infinite++;
            if (count == 0)
                continue;
            double chunkMean = sum / count, chunkSquares = 0;
            foreach (double x in chunk.Span)
                if (double.IsFinite(x))
                    chunkSquares += (x - chunkMean) * (x - chunkMean);
            // Chan, Golub and LeVeque (1979): sums of squares about the mean join without loss.
            double distance = chunkMean - mean;
            mean += distance * count / (finite + count);
            squares += chunkSquares + (distance * distance * finite * count / (finite + count));
            finite += count;
        }
        long[] histogram = new long[Bins];
        if (finite == 0)
            return new(entry.Tensor!.ElementCount, nan, infinite, double.NaN, double.NaN, double.NaN, double.NaN, histogram);
        if (max > min)
            foreach (ReadOnlyMemory<double> chunk in Chunks(entry, limits, progress, cancellation))
                foreach (double x in chunk.Span)
                    if (double.IsFinite(x))
                        histogram[Math.Min(Bins - 1, (int)(((x * 0.5) - (min * 0.5)) / ((max * 0.5) - (min * 0.5)) * Bins))]++;
        return new(entry.Tensor!.ElementCount, nan, infinite, min, max, mean, Math.Sqrt(squares / finite), histogram);
    }

    static IEnumerable<ReadOnlyMemory<double>> Chunks(TensorEntry entry, LoadLimits limits, Action<long> progress, CancellationToken cancellation)
    {
        TensorElements elements = new(entry, limits);
        int size = entry.Tensor!.DType.ItemSize();
        byte[] bytes = new byte[ChunkElements * size];
        double[] numbers = new double[ChunkElements];
        for (int read; (read = elements.Read(bytes)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            ElementNumbers.Read(elements.DType, bytes.AsSpan(0, read), numbers);
            yield return numbers.AsMemory(0, read / size);
            progress(read);
        }
    }

    /// <summary>In columns that stand below each other: <c>-0.31 ▁▂▅█▅▂▁ 0.29  mean 0.002  std 0.11</c>.</summary>
    public override string ToString()
    {
        string odd = (NaN > 0 ? $"  {Figures.Number(NaN)} NaN" : "") + (Infinite > 0 ? $"  {Figures.Number(Infinite)} infinite" : "");
        if (double.IsNaN(Min))
            return Elements == 0 ? "no elements" : odd.Trim();
        if (Min == Max)
            return $"{Number(Min),10} everywhere{odd}";
        // What is odd is not to be cut off by a terminal.
        return $"{Number(Min),10} {Line()} {Number(Max),-10}{odd}  mean {Number(Mean),-10}  std {Number(Std)}";
    }

    string Line()
    {
        StringBuilder line = new();
        long most = Histogram.Max();
        foreach (long count in Histogram)
            line.Append(count == 0 ? ' ' : Blocks[(int)(((count * Blocks.Length) + most - 1) / most) - 1]);
        return line.ToString();
    }

    static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
}
