using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>A tile kernel for given sources and a target, compiled for a device, and its launches.</summary>
sealed class TileLaunch<TLeft, TRight, TTarget>
    where TLeft : struct, ITileSource
    where TRight : struct, ITileSource
    where TTarget : struct, ITileTarget
{
    readonly Action<AcceleratorStream, KernelConfig, TLeft, TRight, TTarget, TileTerms> _launcher;
    readonly TileShape _shape;

    public TileLaunch(GpuDevice device, TileShape shape, GpuPrecision precision)
    {
        _shape = precision == GpuPrecision.Float32 ? shape : MatrixUnits.Shape;
        _launcher = device.Load<Action<AcceleratorStream, KernelConfig, TLeft, TRight, TTarget, TileTerms>>(KernelOf(_shape, precision), _shape.Threads);
    }

    /// <summary>The kernel of a shape.</summary>
    public static Action<TLeft, TRight, TTarget, TileTerms> KernelOf(TileShape shape, GpuPrecision precision) => precision switch
    {
        GpuPrecision.Tf32 => MatrixUnits.Tf32,
        GpuPrecision.Tf32x3 => MatrixUnits.Tf32x3,
        _ => (shape.Rows, shape.Columns) switch
        {
            (128, 128) => Tile.Tile128x128,
            (128, 64) => Tile.Tile128x64,
            (64, 64) => Tile.Tile64x64,
            (32, 64) => Tile.Tile32x64,
            _ => throw new ArgumentException($"there is no kernel for tiles of {shape.Rows} by {shape.Columns}"),
        },
    };

    /// <summary>Computes all tiles.</summary>
    public void Run(AcceleratorStream stream, int rows, int columns, int batch, TLeft left, TRight right, TTarget target, TileTerms terms)
    {
        Index3D grid = new((columns + _shape.Columns - 1) / _shape.Columns, (rows + _shape.Rows - 1) / _shape.Rows, batch * terms.Splits);
        _launcher(stream, new(grid, new Index3D(_shape.Threads, 1, 1)), left, right, target, terms);
    }
}
