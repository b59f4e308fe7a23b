using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.MatMul;

/// <summary>Batched products at every width against the reference loops, from operands in every order and with gaps.</summary>
[TestFixtureSource(nameof(Widths))]
sealed class MatMulKernelTests(int registerBits)
{
    static readonly int[] Widths = [.. Processor.Choices];

    static readonly int[] Sizes = [1, 2, 3, 4, 11, 12, 13, 37];

    [Test]
    public void EverySizeInEveryOrder([ValueSource(nameof(Sizes))] int m, [Values(1, 2, 17, 64, 101)] int n)
    {
        foreach (int k in (int[])[1, 5, 64, 390])
            foreach (int batch in (int[])[1, 3])
                foreach (Tensor a in Orders(batch, m, k, 1))
                    foreach (Tensor b in Orders(batch, k, n, 2))
                        Check(a, b);
    }

    [Test]
    public void Float64GoesTheSameWay([ValueSource(nameof(Sizes))] int m, [Values(1, 2, 17, 64, 101)] int n)
    {
        foreach (int k in (int[])[1, 5, 390])
            foreach (Tensor a in Orders(2, m, k, 1))
                foreach (Tensor b in Orders(2, k, n, 2))
                    Check(Ops.Cast(a, DType.Float64), InOrderOf(b));
        Check(Ops.Cast(Sample.Make([1, 300, 260]), DType.Float64), Ops.Cast(Sample.Make([1, 260, 270], seed: 2), DType.Float64));

        // A cast is dense: transposed operands are made by transposing it.
        static Tensor InOrderOf(Tensor b) =>
            b.Layout.Strides[^1] == 1 ? Ops.Cast(b, DType.Float64) : Ops.Cast(b.Transpose(1, 2).ToDense(), DType.Float64).Transpose(1, 2);
    }

    [Test]
    public void BroadcastOperandsAreNotCopied()
    {
        foreach (int m in (int[])[1, 3, 12, 40])
        {
            Check(Sample.Make([1, m, 20]).Expand(5, m, 20), Sample.Make([5, 20, 50], seed: 2));
            Check(Sample.Make([5, m, 20]), Sample.Make([1, 20, 50], seed: 2).Expand(5, 20, 50));
            Check(Sample.Make([5, m, 20]), Sample.Make([1, 50, 20], seed: 2).Expand(5, 50, 20).Transpose(1, 2));
            Check(Sample.Make([5, m, 20]), Sample.Make([5, 1, 50], seed: 2).Expand(5, 20, 50));
            Check(Sample.Make([5, m, 1]).Expand(5, m, 20), Sample.Make([5, 20, 1], seed: 2).Expand(5, 20, 50));
        }
    }

    [Test]
    public void HeadsOfAttentionAreReadWhereTheyLie()
    {
        // [batch, sequence, heads, features], of which the heads come first.
        Tensor query = Sample.Make([3, 19, 4, 8]).Permute(0, 2, 1, 3), key = Sample.Make([3, 23, 4, 8], seed: 2).Permute(0, 2, 1, 3);
        Check(query, key.Transpose(-2, -1));
        Check(Sample.Make([3, 4, 19, 23]), key);
        Check(Sample.Make([3, 1, 1, 23]).Expand(3, 4, 1, 23), key);
    }

    [Test]
    public void ManySmallOnesAndFewLargeOnes()
    {
        Check(Sample.Make([50, 20, 33]), Sample.Make([50, 33, 41], seed: 2));
        Check(Sample.Make([2, 300, 260]), Sample.Make([2, 260, 270], seed: 2));
        Check(Sample.Make([2, 300, 260]).Transpose(1, 2), Sample.Make([2, 280, 300], seed: 2).Transpose(1, 2));
    }

    [TestCase(1, 300, 280, 290)]
    [TestCase(30, 40, 50, 60)]
    [TestCase(1, 1, 3000, 700)]
    [TestCase(1, 500, 3000, 1)]
    [TestCase(4, 9, 500, 800)]
    public void TheNumberOfThreadsDoesNotShow(int batch, int m, int k, int n)
    {
        Tensor a = Sample.Make([batch, m, k]), b = Sample.Make([batch, k, n], seed: 2), turned = Sample.Make([batch, n, k], seed: 2).Transpose(1, 2);
        int threads = Work.Threads;
        try
        {
            Work.Threads = 1;
            Tensor expected = Run(registerBits, a, b), expectedTurned = Run(registerBits, a, turned);
            foreach (int number in (int[])[2, 3])
            {
                Work.Threads = number;
                Sample.AssertSame(Run(registerBits, a, b), expected);
                Sample.AssertSame(Run(registerBits, a, turned), expectedTurned);
            }
        }
        finally
        {
            Work.Threads = threads;
        }
    }

    // Row-major, transposed, and in the reverse order of dimensions with gaps.
    static Tensor[] Orders(int batch, int rows, int columns, int seed)
    {
        Tensor dense = Sample.Make([batch, rows, columns], seed: seed);
        return [dense, dense.Transpose(1, 2).Clone().Transpose(1, 2), Sample.Strided(dense), Sample.Make([batch, rows, columns + 9], seed: seed).Narrow(2, 3, columns)];
    }

    void Check(Tensor a, Tensor b)
    {
        Tensor actual = Run(registerBits, a, b), expected = Run(1, a.ToDense(), b.ToDense());
        double[] x = Numbers(actual), y = Numbers(expected);
        double tolerance = (a.DType == DType.Float64 ? 1e-9 : 1) * (1e-6 + 1e-7 * a.Shape[-1]);
        for (int i = 0; i < x.Length; i++)
            if (!(Math.Abs(x[i] - y[i]) <= tolerance))
                Assert.Fail($"{a.Layout} by {b.Layout}: element {i} is {x[i]}, expected {y[i]}");
    }

    static double[] Numbers(Tensor tensor) => Ops.Cast(tensor, DType.Float64).ToArray<double>();

    static Tensor Run(int bits, Tensor a, Tensor b)
    {
        Tensor c = Tensor.Uninitialized([.. a.Shape.AsSpan()[..^1], b.Shape[-1]], a.DType, Device.Cpu);
        Kernel kernel = MatMulOp.Find(bits, [a, b], [c])!;
        CpuBackend.Instance.Run(new MatMulOp(), kernel, [a, b], [c]);
        return c;
    }
}
