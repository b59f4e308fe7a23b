using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Reduce;

/// <summary>Lines that are read one by one, lines that are turned, and lines that threads share, against plain loops.</summary>
[NonParallelizable]
public sealed class ReduceKernelTests
{
    static readonly int[][] Shapes = [[3, 5, 7], [2, 1030, 19], [1030, 2, 33], [70, 40, 51], [1, 1, 1], [17, 1, 4]];

    int _threads;

    [SetUp]
    public void Remember() => _threads = Work.Threads;

    [TearDown]
    public void Restore() => Work.Threads = _threads;

    [Test]
    public void MatchesPlainLoops(
        [ValueSource(nameof(Shapes))] int[] shape, [Values(1, 2, 4, 3, 5, 6, 7)] int reduced, [Values(DType.Float32, DType.Float64)] DType dtype, [Values] bool strided)
    {
        Work.Threads = 2;
        Tensor x = Sample.Make([shape[0], shape[1], shape[2]], dtype), seen = strided ? Sample.Strided(x) : x;
        int[] dimensions = [.. Enumerable.Range(0, 3).Where(d => (reduced >> d & 1) != 0)];
        double[][] lines = Lines(Sample.Doubles(x), shape, dimensions);
        double digits = dtype == DType.Float64 ? 1e-11 : 1e-4;
        Check(Ops.Sum(seen, dimensions), line => line.Sum(), digits);
        Check(Ops.Mean(seen, dimensions), line => line.Average(), digits);
        Check(Ops.Amax(seen, dimensions), line => line.Max(), 0);
        Check(Ops.Amin(seen, dimensions), line => line.Min(), 0);
        Check(Ops.Var(seen, dimensions, correction: 0), Variance, digits);
        Check(Ops.LogSumExp(seen, dimensions), line => Math.Log(line.Sum(Math.Exp)), digits);
        Check(Ops.Norm(seen, 2, dimensions), line => Math.Sqrt(line.Sum(v => v * v)), digits);
        if (dimensions.Length == 1)
            Assert.That(Ops.ArgMax(seen, dimensions[0]).ToArray<long>(), Is.EqualTo(lines.Select(line => (long)Array.IndexOf(line, line.Max()))));

        void Check(Tensor actual, Func<double[], double> expected, double tolerance) =>
            Assert.That(Sample.Doubles(actual), Is.EqualTo(lines.Select(expected)).Within(tolerance));
    }

    [Test]
    public void TheNumberOfThreadsChangesNoBit([Values(0, 1)] int dimension)
    {
        Tensor x = Sample.Make([1500, 333]);
        Work.Threads = 1;
        Tensor[] alone = All(x, dimension);
        for (Work.Threads = 2; Work.Threads < 4; Work.Threads++)
            foreach ((Tensor shared, Tensor one) in All(x, dimension).Zip(alone))
                Sample.AssertSame(shared, one);
    }

    [Test]
    public void TheFirstNaNWinsAndOfEqualsTheFirst([Values(0, 1)] int dimension)
    {
        Tensor lines = Tensor.From<float>([1, float.NaN, 5, float.NaN, -0f, 0, -0f, 0, 3, 7, 7, 2], [3, 4]), x = dimension == 1 ? lines : lines.Transpose(0, 1).Clone();
        (Tensor values, Tensor indices) = Ops.Max(x, dimension);
        Assert.That(indices.ToArray<long>(), Is.EqualTo(new long[] { 1, 0, 1 }));
        Assert.That(values.ToArray<float>()[0], Is.NaN);
        Assert.That(float.IsNegative(values.ToArray<float>()[1]), Is.True);
    }

    static Tensor[] All(Tensor x, int dimension) =>
        [Ops.Sum(x, [dimension]), Ops.Var(x, [dimension]), Ops.LogSumExp(x, [dimension]), Ops.Amax(x, [dimension]), Ops.Softmax(x, dimension), Ops.LogSoftmax(x, dimension), Ops.LayerNorm(x, [333])];

    static double Variance(double[] line)
    {
        double mean = line.Average();
        return line.Sum(v => (v - mean) * (v - mean)) / line.Length;
    }

    static double[][] Lines(double[] values, int[] shape, int[] reduced)
    {
        SortedDictionary<(int, int, int), List<double>> lines = [];
        int at = 0;
        for (int i = 0; i < shape[0]; i++)
            for (int j = 0; j < shape[1]; j++)
                for (int k = 0; k < shape[2]; k++)
                {
                    (int, int, int) key = (reduced.Contains(0) ? 0 : i, reduced.Contains(1) ? 0 : j, reduced.Contains(2) ? 0 : k);
                    if (!lines.TryGetValue(key, out List<double>? line))
                        lines[key] = line = [];
                    line.Add(values[at++]);
                }
        return [.. lines.Values.Select(line => line.ToArray())];
    }
}
