using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests.Tiles;

/// <summary>Every tile with every way to read its sides, at ragged sizes.</summary>
[TestFixtureSource(nameof(Devices))]
sealed class TileTests(string device) : KernelTestBase(device)
{
    public static IEnumerable<TestCaseData> Shapes() => TileChoice.All.ToArray().Select(shape => new TestCaseData(shape.Rows, shape.Columns).SetName($"{{m}}({shape.Rows}x{shape.Columns})"));

    [TestCaseSource(nameof(Shapes))]
    public void SidesThatAreDeep(int rows, int columns) => Check<DeepLines, DeepLines>(Shape(rows, columns), rows + 3, columns + 5, 36, GpuPrecision.Float32);

    [TestCaseSource(nameof(Shapes))]
    public void SidesThatAreWide(int rows, int columns) => Check<WideLines, WideLines>(Shape(rows, columns), rows - 4, columns + 4, 19, GpuPrecision.Float32);

    [TestCaseSource(nameof(Shapes))]
    public void SidesWithStridesAlongTerms(int rows, int columns) => Check<StridedLines<AlongTerms>, StridedLines<AlongTerms>>(Shape(rows, columns), rows - 1, columns + 1, 21, GpuPrecision.Float32);

    [TestCaseSource(nameof(Shapes))]
    public void SidesWithStridesAlongLines(int rows, int columns) => Check<StridedLines<AlongLines>, StridedLines<AlongLines>>(Shape(rows, columns), rows - 1, columns - 3, 17, GpuPrecision.Float32);

    // One or two steps of terms: each takes the emulator long, three times as long where factors are split.
    [TestCase(GpuPrecision.Tf32x3, 12, 1e-5)]
    [TestCase(GpuPrecision.Tf32, 20, 5e-3)]
    public void MatrixUnitsByShuffles(GpuPrecision precision, int terms, double tolerance)
    {
        if (!IsEmulator)
            Assert.Ignore("PoCL has no shuffles");
        Check<DeepLines, DeepLines>(MatrixUnits.Shape, 40, 70, terms, precision, tolerance, batch: 1);
    }

    static TileShape Shape(int rows, int columns)
    {
        foreach (TileShape shape in TileChoice.All)
            if ((shape.Rows, shape.Columns) == (rows, columns))
                return shape;
        throw new ArgumentException($"no tile of {rows} by {columns}");
    }

    // Of products side by side, with bias, addend and activation.
    void Check<TLeft, TRight>(TileShape shape, int m, int n, int k, GpuPrecision precision, double tolerance = 1e-5, int batch = 2)
        where TLeft : struct, IMatrixSource<TLeft> where TRight : struct, IMatrixSource<TRight>
    {
        bool isWide = typeof(TLeft) == typeof(WideLines) || typeof(TLeft) == typeof(StridedLines<AlongLines>);
        Tensor left = isWide ? Numbers(0, batch, k, m) : Numbers(0, batch, m, k), right = isWide ? Numbers(1, batch, k, n) : Numbers(1, batch, n, k);
        Tensor bias = Numbers(2, n), addend = Numbers(3, batch, m, n);
        Tensor a = isWide ? left.Transpose(1, 2) : left, b = isWide ? right : right.Transpose(1, 2);
        float[] expected = Ops.Relu(Ops.Add(Ops.Add(Ops.MatMul(a, b), bias), addend)).AsReadOnlySpan<float>().ToArray();

        Tensor deviceLeft = ToDevice(left), deviceRight = ToDevice(right), deviceBias = ToDevice(bias), output = ToDevice(addend);
        MatrixTarget<Relu> target = new()
        {
            Data = GpuDevice.View<float>(output),
            Bias = GpuDevice.View<float>(deviceBias),
            BiasColumnStep = 1,
            Rows = m,
            Columns = n,
            RowStep = n,
            BatchStep = m * n,
            Accumulates = 1,
            IsVector = n % 4 == 0 ? 1 : 0,
        };
        TLeft leftSource = TLeft.Of(GpuDevice.View<float>(deviceLeft), MatrixOperand.Of(isWide ? deviceLeft.Transpose(1, 2) : deviceLeft, linesAreRows: true)!.Value);
        TRight rightSource = TRight.Of(GpuDevice.View<float>(deviceRight), MatrixOperand.Of(isWide ? deviceRight : deviceRight.Transpose(1, 2), linesAreRows: false)!.Value);
        lock (Device.Gate)
        {
            Device.Bind();
            new TileLaunch<TLeft, TRight, MatrixTarget<Relu>>(Device, shape, precision).Run(
                Device.Stream, m, n, batch, leftSource, rightSource, target, new() { Count = k, Chunk = k, Splits = 1 });
        }
        AssertClose(ToHost(output), expected, tolerance);
    }
}
