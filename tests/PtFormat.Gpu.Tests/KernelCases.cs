using PtFormat.Kernels;
using PtFormat.Kernels.Elementwise;
using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Gpu.Tests;

/// <summary>
/// Every kernel with every way to read and write: the generated ones by name, the others by asking a device for operations. A kernel that
/// is in neither list fails a test.
/// </summary>
static class KernelCases
{
    /// <summary>What is expected of a kernel's code.</summary>
    /// <param name="Source">The kernel.</param>
    /// <param name="Threads">Threads of a group.</param>
    /// <param name="Vectors">Loads of four numbers at once that it has at least.</param>
    /// <param name="Registers">The most registers that it may have, where the assembler can say.</param>
    public sealed record Case(Delegate Source, int Threads, int Vectors = 0, int Registers = 255);

    public static IEnumerable<Case> Generated()
    {
        foreach (TileShape shape in TileChoice.All.ToArray())
        {
            // A thread's blocks of each term, from shared memory, and its parts of a tile twice, from global memory.
            int blocks = shape.Rows * shape.Columns / shape.Threads == 64 ? 4 : shape.Rows * shape.Columns / shape.Threads == 32 ? 3 : 2;
            int parts = (shape.Rows + shape.Columns) * Tile.Depth / 4 / shape.Threads, most = 65536 / shape.Threads / (shape.Threads == 256 ? 2 : 3) / 8 * 8;
            yield return new(TileLaunch<DeepLines, DeepLines, MatrixTarget<Relu>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, (blocks * Tile.Depth) + (2 * parts), most);
            yield return new(TileLaunch<DeepLines, WideLines, MatrixTarget<Unchanged>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, (blocks * Tile.Depth) + (2 * parts), most);
            yield return new(TileLaunch<WideLines, DeepLines, MatrixTarget<Unchanged>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, (blocks * Tile.Depth) + (2 * parts), most);
            yield return new(TileLaunch<WideLines, WideLines, MatrixTarget<Sigmoid>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, (blocks * Tile.Depth) + (2 * parts), most);
            yield return new(TileLaunch<StridedLines<AlongTerms>, StridedLines<AlongLines>, MatrixTarget<Relu>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, blocks * Tile.Depth);
            yield return new(TileLaunch<StridedLines<AlongLines>, StridedLines<AlongTerms>, MatrixTarget<Tanh>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, blocks * Tile.Depth);
            yield return new(TileLaunch<DeepLines, ImageLines<InnerReach>, PlaneTarget<Relu>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, blocks * Tile.Depth);
            yield return new(TileLaunch<DeepLines, ImageLines<PaddedReach>, PlaneTarget<Relu>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, blocks * Tile.Depth);
            yield return new(TileLaunch<StridedLines<AlongTerms>, ImageLines<VolumeReach>, PlaneTarget<Unchanged>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, blocks * Tile.Depth);
            yield return new(TileLaunch<TableLines, ImageLines<SpreadReach>, PlaneTarget<Unchanged>>.KernelOf(shape, GpuPrecision.Float32), shape.Threads, blocks * Tile.Depth);
        }
        foreach (GpuPrecision precision in (GpuPrecision[])[GpuPrecision.Tf32, GpuPrecision.Tf32x3])
        {
            yield return new(TileLaunch<DeepLines, DeepLines, MatrixTarget<Relu>>.KernelOf(MatrixUnits.Shape, precision), MatrixUnits.Shape.Threads, 8);
            yield return new(TileLaunch<DeepLines, ImageLines<PaddedReach>, PlaneTarget<Relu>>.KernelOf(MatrixUnits.Shape, precision), MatrixUnits.Shape.Threads);
        }
        foreach (int rows in (int[])[1, 2, 4, 8])
            yield return new(RowDots.Of<Relu>(rows), RowDots.Threads, 1 + rows);
        foreach ((int kernel, int channels, int vectors) in ((int, int, int)[])[(5, 6, 10), (5, 8, 10), (3, 8, 6)])
            yield return new(ConvPool.Of<Relu>(kernel, channels), ConvPool.Threads, vectors, 96);
        yield return new((Action<ILGPU.ArrayView<float>, MatrixTarget<Relu>, int, int, int, int>)SplitSum.Kernel, SplitSum.Threads);
        foreach (Case of in Cells<LstmCell>().Concat(Cells<GruCell>()).Concat(Cells<TanhCell>()).Concat(Cells<ReluCell>()))
            yield return of;
        yield return new((Action<RecurrentCall, ILGPU.ArrayView<float>, int, int>)RecurrentCells.Keep, RecurrentCells.Threads);
    }

    static IEnumerable<Case> Cells<TCell>() where TCell : struct, IGpuCell
    {
        foreach (int size in (int[])[32, 64, 128])
            yield return new(RecurrentRows.Of<TCell>(size), TCell.Gates * size, size / 4, Math.Min(255, 65536 / (TCell.Gates * size)));
        foreach (int size in (int[])[256, 512, 1024])
        {
            yield return new(RecurrentUnits.Of<TCell, ShuffledSum, CounterMeeting>(size), RecurrentUnits.Threads, size / 128 * (TCell.Gates + 1));
            yield return new(RecurrentUnits.Of<TCell, ShuffledSum, NoMeeting>(size), RecurrentUnits.Threads, size / 128 * (TCell.Gates + 1));
        }
        yield return new((Action<RecurrentCall, ILGPU.ArrayView<float>, ILGPU.ArrayView<float>, int, int>)RecurrentCells.Kernel<TCell>, RecurrentCells.Threads);
    }

    /// <summary>Runs operations on the emulator, so that it loads their kernels: what is not generated.</summary>
    public static IEnumerable<Case> Loaded()
    {
        GpuDevice device = TestDevice.Emulator;
        Tensor x = Tensor.From<float>(new float[48], [2, 3, 2, 4]).To(device), row = Tensor.From<float>(new float[3], [3]).To(device);
        Tensor index = Tensor.From<long>(new long[2], [2]).To(device);
        _ = Ops.Conv2d(x, Tensor.From<float>(new float[27], [3, 1, 3, 3]).To(device), null, new() { Groups = 3, Padding = 1 });
        _ = Ops.MaxPool(x, new(2, 2) { Padding = 1 });
        _ = Ops.MaxPool(x, new(2, 2));
        _ = Ops.AvgPool(x, new(2, 2));
        _ = Ops.AdaptiveAvgPool(x, new(2, 2));
        _ = Ops.AdaptiveMaxPool(x, new(2, 2));
        _ = Ops.Relu(Ops.Add(Ops.Tanh(x), Ops.Sigmoid(x)));
        _ = Ops.Exp(Ops.Sqrt(Ops.Mul(x, x)));
        _ = Ops.Where(Ops.Gt(x, 0.0), x, Ops.Neg(x));
        _ = Ops.Copy(x.Transpose(1, 3));
        _ = Ops.Cast(Ops.Cast(Ops.Cast(x, DType.Int64), DType.Float64), DType.BFloat16);
        _ = Ops.Sum(x);
        _ = Ops.Mean(x, [1]);
        _ = Ops.Max(x, 1);
        _ = Ops.Var(x, [1]);
        _ = Ops.LogSumExp(x, [1]);
        _ = Ops.CumSum(x, 1);
        _ = Ops.Softmax(x, 1);
        _ = Ops.LogSoftmax(x, -1);
        _ = Ops.LayerNorm(x, [4]);
        _ = Ops.BatchNorm(x, row, row, row, row);
        _ = Ops.IndexSelect(x, 0, index);
        _ = Ops.Gather(x.View(2, 24), 0, index.View(1, 2));
        _ = Ops.Scatter(x.View(2, 24), 0, index.View(1, 2), x.View(2, 24));
        _ = Ops.Cat([x, x], 1);
        _ = Ops.Pad(x, [1, 1]);
        _ = Ops.Upsample(x, new(UpsampleMode.Bilinear, 2, (1, 3, 9)));
        _ = Ops.Index(x, [index, null, null, null]);
        _ = Ops.EmbeddingBag(x.View(6, 8), index, index, null, new(BagMode.Mean));
        device.Synchronize();
        return device.Kernels.Select(kernel => new Case(kernel.Source, kernel.Threads));
    }
}
