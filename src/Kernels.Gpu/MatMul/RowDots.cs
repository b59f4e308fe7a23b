namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Few rows times a long matrix, which costs as much as reading the matrix: a warp's threads share the terms of a column's dot products,
/// four at a time, for all rows at once, and add their sums in shared memory. A group has eight columns. Generated for numbers of rows.
/// </summary>
static partial class RowDots
{
    public const int Threads = 256;

    /// <summary>Columns of a group.</summary>
    public const int Columns = 8;

    /// <summary>With more rows the tiles are faster.</summary>
    public const int MostRows = 8;
}
