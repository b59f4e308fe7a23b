using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// How a thread brings its share of an operand's tile from global into shared memory. A tile has lines (rows of the left operand,
/// columns of the right one) and <see cref="Tile.Depth"/> terms of each line's sum; in shared memory one term of all lines lies side
/// by side: <c>tile[term * stride + line]</c>. A thread moves parts of four numbers. Lines and terms beyond the operand are zeros, so that
/// arithmetic needs no edges. Everything is a struct with constants, so that each pair of a tile and its sources compiles to its own code.
/// </summary>
interface ITileSource
{
    /// <summary>Points the thread at its numbers of the first tile.</summary>
    /// <param name="thread">The thread's index in the group.</param>
    /// <param name="threads">The number of threads; a constant.</param>
    /// <param name="lines">The number of lines of a tile; a constant.</param>
    /// <param name="first">The tile's first line.</param>
    /// <param name="batch">Which product of several side by side.</param>
    /// <param name="term">The first term of the sums.</param>
    void Start(int thread, int threads, int lines, int first, int batch, int term);

    /// <summary>Where in a tile of shared memory the thread's numbers begin.</summary>
    int Place(int stride);

    /// <summary>Reads a part.</summary>
    Float4 Load(int part);

    /// <summary>Writes a part to shared memory, from the thread's place on.</summary>
    void Store(ArrayView<float> place, int stride, int part, Float4 value);

    /// <summary>Goes on to the tile of the next terms.</summary>
    void Advance();
}
