namespace PtFormat.KernelGenerator;

/// <summary>
/// A tile of a product and the threads that share it. A thread computes blocks of four rows by four columns, spread evenly over the tile,
/// so that neighbouring threads read neighbouring quarters of shared memory.
/// </summary>
/// <param name="Rows">Rows of the tile.</param>
/// <param name="Columns">Columns of the tile.</param>
/// <param name="ThreadRows">Rows of a thread, a multiple of four.</param>
/// <param name="ThreadColumns">Columns of a thread, a multiple of four.</param>
sealed record TileShape(int Rows, int Columns, int ThreadRows, int ThreadColumns)
{
    /// <summary>All shapes; the table of registers and groups in docs/gpu.md says why these.</summary>
    public static readonly TileShape[] All = [new(128, 128, 8, 8), new(128, 64, 8, 4), new(64, 64, 8, 4), new(32, 64, 4, 4)];

    public int Threads => Rows / ThreadRows * (Columns / ThreadColumns);

    public int RowBlocks => ThreadRows / 4;

    public int ColumnBlocks => ThreadColumns / 4;

    public string Name => $"Tile{Rows}x{Columns}";
}
