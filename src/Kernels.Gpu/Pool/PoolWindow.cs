namespace PtFormat.Kernels.Gpu;

/// <summary>The positions of a window along one dimension that lie inside the input, and how many it has inside or in the padding.</summary>
struct PoolWindow
{
    public int First, End, Step, Covered;

    public readonly int Count => First >= End ? 0 : (End - First - 1) / Step + 1;
}

/// <summary>Where windows lie along one dimension.</summary>
interface IPoolWindows
{
    PoolWindow At(int index, int size);
}

/// <summary>Windows of one size, one after the other in steps.</summary>
struct SteppingLine : IPoolWindows
{
    public int Kernel, Stride, Padding, Dilation;

    public readonly PoolWindow At(int index, int size)
    {
        int start = index * Stride - Padding, end = start + (Kernel - 1) * Dilation + 1;
        int limit = size + Padding;
        return new()
        {
            First = start >= 0 ? start : start + (Dilation - 1 - start) / Dilation * Dilation,
            End = end < size ? end : size,
            Step = Dilation,
            // What reaches past the padding at the end, where rounding up has kept it, counts nowhere.
            Covered = (end < limit ? end : limit) - start,
        };
    }
}

/// <summary>A number of windows that share a size evenly.</summary>
struct SharingLine : IPoolWindows
{
    public int Windows;

    public readonly PoolWindow At(int index, int size)
    {
        int first = (int)((long)index * size / Windows), end = (int)(((index + 1L) * size + Windows - 1) / Windows);
        return new() { First = first, End = end, Step = 1, Covered = end - first };
    }
}
