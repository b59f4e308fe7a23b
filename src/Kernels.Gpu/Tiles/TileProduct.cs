using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Products of given sizes, side by side, with a tile chosen for them: one launch, or where the terms are split two, the first of which
/// leaves partial sums in the workspace.
/// </summary>
sealed class TileProduct<TLeft, TRight, TTarget>
    where TLeft : struct, ITileSource
    where TRight : struct, ITileSource
    where TTarget : struct, ITileTarget
{
    // Of a CUDA grid's second and third directions.
    const int MostGroups = 65535;

    readonly int _rows, _columns, _batch;
    readonly TileTerms _terms;
    readonly TileLaunch<TLeft, TRight, TTarget>? _whole;
    readonly TileLaunch<TLeft, TRight, MatrixTarget<Unchanged>>? _parts;
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, TTarget, int, int, int, int>? _sum;

    public TileProduct(GpuDevice device, int rows, int columns, int terms, int batch)
    {
        (_rows, _columns, _batch) = (rows, columns, batch);
        GpuPrecision precision = device.Precision;
        TileChoice choice = TileChoice.Of(rows, columns, terms, batch, device.Accelerator.NumMultiprocessors, maySplit: precision == GpuPrecision.Float32);
        int chunk = (terms + choice.Splits - 1) / choice.Splits;
        chunk = (chunk + Tile.Depth - 1) / Tile.Depth * Tile.Depth;
        int splits = Math.Max(1, (terms + chunk - 1) / Math.Max(chunk, 1));
        _terms = new() { Count = terms, Chunk = chunk, Splits = splits };
        Name = $"{(precision == GpuPrecision.Float32 ? $"{choice.Shape.Rows}x{choice.Shape.Columns}" : $"{precision}")}{(splits > 1 ? $" in {splits} parts" : "")}";
        if (splits == 1)
        {
            _whole = new(device, choice.Shape, precision);
            return;
        }
        WorkspaceBytes = checked((long)rows * columns * batch * splits * sizeof(float));
        _parts = new(device, choice.Shape, precision);
        _sum = device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, TTarget, int, int, int, int>>(
            (Action<ArrayView<float>, TTarget, int, int, int, int>)SplitSum.Kernel, SplitSum.Threads);
    }

    /// <summary>What the tiles are, for the kernel's name.</summary>
    public string Name { get; }

    public long WorkspaceBytes { get; }

    /// <summary>True where a grid holds so many.</summary>
    public static bool Fits(long rows, long batch) => batch * 8 <= MostGroups && rows <= 32L * MostGroups;

    /// <summary>Computes all products.</summary>
    public void Run(AcceleratorStream stream, TLeft left, TRight right, TTarget target, Storage? workspace) =>
        Run(stream, left, right, target, workspace is null ? ArrayView<float>.Empty : GpuDevice.View<float>(workspace, 0, WorkspaceBytes));

    /// <inheritdoc cref="Run(AcceleratorStream, TLeft, TRight, TTarget, Storage?)"/>
    public void Run(AcceleratorStream stream, TLeft left, TRight right, TTarget target, ArrayView<float> parts)
    {
        if (_whole is not null)
        {
            _whole.Run(stream, _rows, _columns, _batch, left, right, target, _terms);
            return;
        }
        int plane = _rows * _columns, count = plane * _batch;
        MatrixTarget<Unchanged> partial = new()
        {
            Data = parts,
            Bias = parts,
            Rows = _rows,
            Columns = _columns,
            RowStep = _columns,
            BatchStep = plane,
            IsVector = _columns % 4 == 0 ? 1 : 0,
        };
        _parts!.Run(stream, _rows, _columns, _batch, left, right, partial, _terms);
        _sum!(stream, new((count + SplitSum.Threads - 1) / SplitSum.Threads, SplitSum.Threads), parts, target, _rows, _columns, _terms.Splits, count);
    }
}
