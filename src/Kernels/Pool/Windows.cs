namespace PtFormat.Kernels;

/// <summary>The positions of one window along one dimension that lie inside the input.</summary>
/// <param name="First">The first of them.</param>
/// <param name="End">Past the last of them.</param>
/// <param name="Step">The distance between them.</param>
/// <param name="Covered">How many positions the window has that lie inside or in the padding.</param>
readonly record struct Window(int First, int End, int Step, int Covered)
{
    public int Count => First >= End ? 0 : (End - First - 1) / Step + 1;
}

/// <summary>Where windows lie.</summary>
interface IWindows
{
    /// <summary>A window along depth, height or width (0, 1, 2) of a size.</summary>
    Window At(int dimension, int index, int size);
}

/// <summary>Windows of one size, one after the other in steps.</summary>
readonly struct SteppingWindows(Size3 kernel, Size3 stride, Size3 padding, Size3 dilation) : IWindows
{
    public Window At(int dimension, int index, int size)
    {
        int step = dilation[dimension], pad = padding[dimension];
        long start = (long)index * stride[dimension] - pad, end = start + (kernel[dimension] - 1L) * step + 1;
        long first = start >= 0 ? start : start + (-start + step - 1) / step * step;
        // What reaches past the padding at the end, where rounding up has kept it, counts nowhere.
        long covered = Math.Min(end, (long)size + pad) - start;
        return new((int)Math.Min(first, size), (int)Math.Min(end, size), step, (int)covered);
    }
}

/// <summary>A number of windows that share a size evenly: from index * size / count, rounded down, to (index + 1) * size / count, rounded up.</summary>
readonly struct SharingWindows(Size3 count) : IWindows
{
    public Window At(int dimension, int index, int size)
    {
        long all = count[dimension], first = index * (long)size / all, end = ((index + 1L) * size + all - 1) / all;
        return new((int)first, (int)end, 1, (int)(end - first));
    }
}
