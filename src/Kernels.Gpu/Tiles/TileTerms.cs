namespace PtFormat.Kernels.Gpu;

/// <summary>The terms of a product's sums, and how they are split among groups.</summary>
struct TileTerms
{
    /// <summary>All terms.</summary>
    public int Count;

    /// <summary>Terms of one part; a multiple of <see cref="Tile.Depth"/> where there are several.</summary>
    public int Chunk;

    /// <summary>Parts.</summary>
    public int Splits;
}
