using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;

namespace PtFormat.Tests.Kernels.MatMul;

/// <summary>Products by tiles of every width against plain sums, in matrices that lie within larger ones: nothing beside them may change.</summary>
[TestFixtureSource(nameof(Widths))]
sealed unsafe class GemmTests(int registerBits)
{
    const float Untouched = 12345;

    static readonly int[] Widths = [.. Processor.Choices.Where(bits => bits > 1)];

    readonly Gemm<float> _gemm = Gemm<float>.OfBits(registerBits);

    [Test]
    public void EveryHeightAndEveryColumnTail()
    {
        for (int m = 0; m <= 2 * _gemm.TileRows + 1; m++)
            foreach (int n in (int[])[0, 1, 3, _gemm.PanelColumns / 2, _gemm.PanelColumns - 1, _gemm.PanelColumns, _gemm.PanelColumns + 5, 2 * _gemm.PanelColumns])
                Check(m, n, 7);
    }

    [Test]
    public void EveryLengthOfSums([Values(0, 1, 2, 3, 4, 5, 31, 383, 384, 385, 769)] int k)
    {
        Check(13, 37, k);
        Check(3, 5 * _gemm.PanelColumns + 1, k);
    }

    [Test]
    public void ManyBlocks() => Check(61, 1031, 401);

    [Test]
    public void BiasesOfRowsAndColumnsAndSumsThatGoOn()
    {
        foreach (int k in (int[])[0, 5, 400])
            foreach (int n in (int[])[5, _gemm.PanelColumns, 4 * _gemm.PanelColumns + 3])
                foreach (Added added in (Added[])[Added.Columns, Added.Rows, Added.Result])
                    Check(14, n, k, added, new ActivationOf<Relu>(default));
    }

    [Test]
    public void BitsDoNotDependOnHowRowsAndColumnsAreCut()
    {
        const int m = 29, n = 150, k = 500;
        float[] a = Numbers(m * k, 1), b = Numbers(k * n, 2), whole = new float[m * n], parts = new float[m * n];
        Multiply(a, b, whole, m, n, k, 0, m);
        for (int row = 0, rows = 1; row < m; row += rows++)
            Multiply(a, b, parts, m, n, k, row, Math.Min(rows, m - row));
        Assert.That(parts, Is.EqualTo(whole));
    }

    void Multiply(float[] a, float[] b, float[] c, int m, int n, int k, int row, int rows)
    {
        float[] packed = new float[_gemm.PackedLength(k, n)];
        fixed (float* pa = a, pb = b, pc = c, pp = packed)
        {
            _gemm.Pack(pb, n, 1, k, n, pp);
            _gemm.Run(new GemmCall<float> { M = rows, N = n, K = k, A = pa + row * k, ARow = k, AStep = 1, B = pp, C = pc + row * n, CRow = n });
        }
    }

    enum Added
    {
        Nothing,
        Columns,
        Rows,
        Result,
    }

    void Check(int m, int n, int k, Added added = Added.Nothing, Activation? then = null)
    {
        // Row-major, transposed, and with a distance between neighbours too.
        foreach ((int row, int step) in ((int, int)[])[(k + 3, 1), (1, m + 2), (2 * k + 1, 2)])
            Check(m, n, k, row, step, n + 1, 1, added, then);
        Check(m, n, k, k, 1, 1, k + 1, added, then);
        Check(m, n, k, k, 1, 2, 2 * k + 1, added, then);
    }

    void Check(int m, int n, int k, int aRow, int aStep, int bRow, int bColumn, Added added, Activation? then)
    {
        int cRow = n + 7;
        float[] a = Numbers(m * aRow + k * aStep + 1, 1), b = Numbers(k * bRow + n * bColumn + 1, 2), bias = Numbers(Math.Max(m, n) + 1, 3);
        float[] c = new float[(m + 1) * cRow], packed = new float[_gemm.PackedLength(k, n) + 1];
        Array.Fill(c, Untouched);
        Array.Fill(packed, Untouched);
        for (int i = 0; i < m * n && added == Added.Result; i++)
            c[i / n * cRow + i % n] = bias[i % n];
        fixed (float* pa = a, pb = b, pc = c, pp = packed, pBias = bias)
        {
            _gemm.Pack(pb, bRow, bColumn, k, n, pp);
            _gemm.Run(new GemmCall<float>
            {
                M = m,
                N = n,
                K = k,
                A = pa,
                ARow = aRow,
                AStep = aStep,
                B = pp,
                C = pc,
                CRow = cRow,
                Then = then,
                Addend = added switch
                {
                    Added.Columns => Addend<float>.OfColumns(pBias),
                    Added.Rows => Addend<float>.OfRows(pBias),
                    Added.Result => Addend<float>.OfMatrix(pc, cRow),
                    _ => default,
                },
            });
        }
        Assert.That(packed[^1], Is.EqualTo(Untouched));
        string place = $"[{m}, {k}] by [{k}, {n}], a {aRow} {aStep}, b {bRow} {bColumn}, {added}";
        for (int i = 0; i < c.Length; i++)
        {
            (int row, int column) = (i / cRow, i % cRow);
            if (row >= m || column >= n)
            {
                if (c[i] != Untouched)
                    Assert.Fail($"{place}: wrote beside the result, row {row}, column {column}");
                continue;
            }
            double sum = added switch { Added.Nothing => 0, Added.Rows => bias[row], _ => bias[column] };
            for (int p = 0; p < k; p++)
                sum += (double)a[row * aRow + p * aStep] * b[p * bRow + column * bColumn];
            if (then is not null)
                sum = Math.Max(sum, 0);
            // Rounding grows with the number of products; a product that is missing weighs a thousand times more.
            if (!(Math.Abs(c[i] - sum) <= 1e-6 + 1e-7 * k))
                Assert.Fail($"{place}: row {row}, column {column} is {c[i]}, expected {sum}");
        }
    }

    static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = random.NextSingle() * 2 - 1;
        return numbers;
    }
}
