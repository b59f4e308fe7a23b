using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>The second pass of a product whose terms were split: adds the parts, always in the same order, and finishes them.</summary>
static class SplitSum
{
    public const int Threads = 256;

    /// <summary>A thread for each element.</summary>
    /// <param name="parts">[batch, split, row, column], dense.</param>
    /// <param name="target">What becomes of the sums.</param>
    /// <param name="rows">Rows of a product.</param>
    /// <param name="columns">Columns of a product.</param>
    /// <param name="splits">Parts of each sum.</param>
    /// <param name="count">All elements.</param>
    public static void Kernel<TTarget>(ArrayView<float> parts, TTarget target, int rows, int columns, int splits, int count) where TTarget : struct, ITileTarget
    {
        int item = Grid.IdxX * Threads + Group.IdxX;
        if (item >= count)
            return;
        int plane = rows * columns, batch = item / plane, element = item - batch * plane, row = element / columns;
        float sum = 0;
        for (int split = 0; split < splits; split++)
            sum += parts[(batch * splits + split) * plane + element];
        target.Store(batch, row, element - row * columns, sum);
    }
}
