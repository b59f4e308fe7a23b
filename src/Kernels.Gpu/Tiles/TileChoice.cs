namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Which tile, and how many parts of the terms, a product gets: the one place to tune. A processor works off its groups at a speed that
/// depends on the tile's share of arithmetic alone, so the busiest processor's groups times a tile's area is what counts.
/// </summary>
readonly record struct TileChoice(TileShape Shape, int Splits)
{
    // Shares as disassembled for sm_90; docs/gpu.md has the registers. Replace them by measured speeds when there are some.
    static readonly TileShape[] Shapes = [new(128, 128, 256, 0.91), new(128, 64, 256, 0.86), new(64, 64, 128, 0.85), new(32, 64, 128, 0.80)];

    // Fewer terms than these in a part cost more in the second pass than they save.
    const int LeastTerms = 128;

    const int MostSplits = 8;

    /// <summary>All tiles.</summary>
    public static ReadOnlySpan<TileShape> All => Shapes;

    /// <summary>The choice for a product.</summary>
    /// <param name="rows">Rows of each.</param>
    /// <param name="columns">Columns of each.</param>
    /// <param name="terms">Terms of each sum.</param>
    /// <param name="batch">How many products there are side by side.</param>
    /// <param name="processors">The device's multiprocessors.</param>
    /// <param name="maySplit">False where the target cannot take partial sums.</param>
    public static TileChoice Of(long rows, long columns, long terms, long batch, int processors, bool maySplit)
    {
        TileShape best = Shapes[0];
        double least = double.MaxValue;
        foreach (TileShape shape in Shapes)
        {
            double cost = (double)Ceiling(Groups(shape), processors) * shape.Rows * shape.Columns / shape.Share;
            if (cost < least)
                (best, least) = (shape, cost);
        }
        long splits = maySplit ? Math.Min(Math.Min(processors / Groups(best), terms / LeastTerms), MostSplits) : 1;
        return new(best, (int)Math.Max(splits, 1));

        // Of an empty product none, which is never launched.
        long Groups(TileShape shape) => Math.Max(1, Ceiling(rows, shape.Rows) * Ceiling(columns, shape.Columns) * batch);
    }

    static long Ceiling(long count, long size) => (count + size - 1) / size;
}
