namespace PtFormat.Kernels.Gpu;

/// <summary>What becomes of a finished tile: bias, addend, activation, and its place.</summary>
interface ITileTarget
{
    /// <summary>Finishes and writes four neighbours of a row; what lies beyond the product is left out.</summary>
    /// <param name="part">The group's index in the third direction.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The first column, a multiple of four.</param>
    /// <param name="value">The sums.</param>
    void Store(int part, int row, int column, Float4 value);

    /// <summary>Finishes and writes one element, if it is in the product.</summary>
    void Store(int part, int row, int column, float value);
}
