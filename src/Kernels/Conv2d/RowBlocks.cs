namespace PtFormat.Kernels;

/// <summary>
/// Rows (output channels of a tile, tiles of a thread) cut into blocks of nearly equal height: 64 in blocks of at most 12 are 11, 11,
/// 11, 11, 10, 10.
/// </summary>
/// <param name="Rows">How many there are.</param>
/// <param name="Most">The highest block.</param>
readonly record struct RowBlocks(int Rows, int Most)
{
    /// <summary>How many blocks.</summary>
    public int Count => (Rows + Most - 1) / Most;

    /// <summary>The first row of a block; of the block behind the last, the number of rows.</summary>
    public int First(int block) => (int)((long)Rows * block / Count);
}
