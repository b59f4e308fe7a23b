using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels;

public class MatMulTests
{
    static readonly object[] Shapes =
    [
        new long[][] { [3, 4], [4, 5], [3, 5] },
        new long[][] { [4], [4, 5], [5] },
        new long[][] { [3, 4], [4], [3] },
        new long[][] { [4], [4], [] },
        new long[][] { [2, 3, 4], [4, 5], [2, 3, 5] },
        new long[][] { [2, 3, 4], [2, 4, 5], [2, 3, 5] },
        new long[][] { [2, 1, 3, 4], [5, 4, 6], [2, 5, 3, 6] },
        new long[][] { [3, 4], [2, 4, 5], [2, 3, 5] },
        new long[][] { [2, 3, 4], [4], [2, 3] },
        new long[][] { [4], [2, 4, 5], [2, 5] },
        new long[][] { [0, 4], [4, 5], [0, 5] },
        new long[][] { [3, 0], [0, 5], [3, 5] },
        new long[][] { [2, 0, 4], [2, 4, 5], [2, 0, 5] },
    ];

    [TestCaseSource(nameof(Shapes))]
    public void MatchesPlainLoops(long[] a, long[] b, long[] expected)
    {
        foreach (DType dtype in (DType[])[DType.Float32, DType.Float64])
        {
            Tensor x = Sample.Make(Shape.Create(a), dtype), y = Sample.Make(Shape.Create(b), dtype, 2);
            double[] plain = Plain(x, y, Shape.Create(expected));
            Sample.AssertClose(Ops.MatMul(x, y), plain, Shape.Create(expected));
            Sample.AssertClose(Ops.MatMul(Sample.Strided(x), y), plain, Shape.Create(expected));
            Sample.AssertClose(Ops.MatMul(x, Sample.Strided(y)), plain, Shape.Create(expected));
            Sample.AssertClose(Ops.MatMul(Sample.Strided(x), Sample.Strided(y)), plain, Shape.Create(expected));
        }
    }

    [Test]
    public void ATransposedRightSideNeedsNoCopy()
    {
        Tensor a = Sample.Make([3, 4]), b = Sample.Make([5, 4], seed: 2);
        Sample.AssertClose(Ops.MatMul(a, b.Transpose(0, 1)), Plain(a, b.Transpose(0, 1).Clone(), [3, 5]), [3, 5]);
    }

    [Test]
    public void BadCallsSayWhatIsWrong()
    {
        Assert.That(() => Ops.MatMul(Sample.Make([2, 4]), Sample.Make([3, 5])), Throws.ArgumentException.With.Message.EqualTo("matmul: the rows of [2, 4] have 4 elements, the columns of [3, 5] have 3"));
        Assert.That(() => Ops.MatMul(Sample.Make([2, 3, 4]), Sample.Make([3, 4, 5])), Throws.ArgumentException.With.Message.EqualTo("matmul: the batches of [2, 3, 4] and [3, 4, 5] do not broadcast: 2 against 3"));
        Assert.That(() => Ops.MatMul(Sample.Make([]), Sample.Make([3])), Throws.ArgumentException.With.Message.Contains("at least one dimension"));
    }

    // Each element by walking the batch positions one by one, sizes of 1 standing still.
    static double[] Plain(Tensor a, Tensor b, Shape expected)
    {
        Tensor left = a.Rank == 1 ? a.Unsqueeze(0) : a, right = b.Rank == 1 ? b.Unsqueeze(1) : b;
        long m = left.Shape[-2], k = left.Shape[-1], n = right.Shape[-1], batches = m * n == 0 ? 0 : expected.ElementCount / (m * n);
        long[] batch = [.. expected.AsSpan()[..(expected.Rank - (a.Rank == 1 ? 0 : 1) - (b.Rank == 1 ? 0 : 1))]];
        double[] x = Sample.Doubles(left.Expand([.. batch, m, k])), y = Sample.Doubles(right.Expand([.. batch, k, n]));
        double[] result = new double[expected.ElementCount];
        for (long i = 0; i < batches; i++)
            for (long r = 0; r < m; r++)
                for (long c = 0; c < n; c++)
                    for (long j = 0; j < k; j++)
                        result[(i * m + r) * n + c] += x[(i * m + r) * k + j] * y[(i * k + j) * n + c];
        return result;
    }
}
