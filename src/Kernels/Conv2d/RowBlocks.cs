namespace PtFormat.Kernels;

/// <summary>Output channels cut into blocks of nearly equal height, each as high as a tile or less: 64 of 12 are 11, 11, 11, 11, 10, 10.</summary>
/// <param name="Rows">How many channels there are.</param>
/// <param name="Most">The tile's height.</param>
readonly record struct RowBlocks(int Rows, int Most)
{
    /// <summary>How many blocks.</summary>
    public int Count => (Rows + Most - 1) / Most;

    /// <summary>The first channel of a block; of the block behind the last, the number of channels.</summary>
    public int First(int block) => (int)((long)Rows * block / Count);
}
