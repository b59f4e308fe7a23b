namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Kernels that compute tiles of matrix products, c[m, n] = sum over k of a[m, k] * b[k, n], one group of threads for each tile. The
/// loops are generated: ILGPU unrolls none, and what it leaves in a loop keeps accumulators out of registers. Group (x, y, z) makes the
/// tile of columns x and rows y of product z, or of a part of its terms where those are split.
/// </summary>
static partial class Tile
{
    /// <summary>Terms of the sums that are in shared memory at a time.</summary>
    public const int Depth = 16;
}
