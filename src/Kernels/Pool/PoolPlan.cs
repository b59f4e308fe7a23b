namespace PtFormat.Kernels;

/// <summary>
/// Where all windows of a pooling lie, and what their sums are divided by: made once, read by every plane.
/// </summary>
sealed class PoolPlan
{
    public Window[] Depths { get; }

    public Window[] Rows { get; }

    public Window[] Columns { get; }

    /// <summary>The input's plane.</summary>
    public Size3 Size { get; }

    /// <summary>The output's plane.</summary>
    public Size3 OutSize { get; }

    /// <summary>Taps of a window along a row, where they are the same for all windows; 0 where windows share the row.</summary>
    public int Taps { get; init; }

    /// <summary>The distance between taps.</summary>
    public int TapStep { get; init; } = 1;

    /// <summary>The distance between neighbouring windows of a row.</summary>
    public int Step { get; init; } = 1;

    /// <summary>Elements before the row's first.</summary>
    public int Padding { get; init; }

    /// <summary>What sums are divided by; 0 for the count.</summary>
    public int Divisor { get; init; }

    /// <summary>True where the count has the padding in it.</summary>
    public bool CountsPadding { get; init; }

    public PoolPlan(IWindows windows, Size3 size, Size3 outSize)
    {
        (Size, OutSize) = (size, outSize);
        (Depths, Rows, Columns) = (All(0), All(1), All(2));

        Window[] All(int dimension)
        {
            Window[] all = new Window[outSize[dimension]];
            for (int i = 0; i < all.Length; i++)
                all[i] = windows.At(dimension, i, size[dimension]);
            return all;
        }
    }

    /// <summary>A plan of windows of one size.</summary>
    public static PoolPlan Stepping(Size3 size, Size3 outSize, Size3 kernel, Size3 stride, Size3 padding, Size3 dilation, int divisor = 0, bool countsPadding = false) =>
        new(new SteppingWindows(kernel, stride, padding, dilation), size, outSize)
        {
            Taps = kernel.Width,
            TapStep = dilation.Width,
            Step = stride.Width,
            Padding = padding.Width,
            Divisor = divisor,
            CountsPadding = countsPadding,
        };

    /// <summary>What a window's elements along one dimension count.</summary>
    public int CountOf(Window window) => CountsPadding ? window.Covered : window.Count;
}
