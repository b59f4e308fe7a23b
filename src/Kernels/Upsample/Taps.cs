using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>One element: that at index * step, or, exactly, at (index + 1/2) * step, both rounded down.</summary>
readonly struct NearestTap<T>(bool exact) : ITaps<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 1;

    public void Find(int index, int size, int outSize, T step, bool alignCorners, Span<Tap<T>> taps)
    {
        T at = (T.CreateTruncating(index) + (exact ? T.CreateTruncating(0.5) : T.Zero)) * step;
        taps[0] = new(Math.Min(int.CreateTruncating(T.Floor(at)), size - 1), T.One);
    }
}

/// <summary>The two elements beside the place, each the more the nearer it is.</summary>
readonly struct LinearTaps<T> : ITaps<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 2;

    public void Find(int index, int size, int outSize, T step, bool alignCorners, Span<Tap<T>> taps)
    {
        // Equal sizes are copied, whatever the step says, as PyTorch does.
        T at = size == outSize ? T.CreateTruncating(index) : T.Max(T.Zero, Place(index, step, alignCorners));
        int first = Math.Min(int.CreateTruncating(at), size - 1);
        T share = T.Clamp(at - T.CreateTruncating(first), T.Zero, T.One);
        taps[0] = new(first, T.One - share);
        taps[1] = new(Math.Min(first + 1, size - 1), share);
    }

    internal static T Place(int index, T step, bool alignCorners)
    {
        T half = T.CreateTruncating(0.5), i = T.CreateTruncating(index);
        return alignCorners ? step * i : step * (i + half) - half;
    }
}

/// <summary>Four elements weighted by Keys' cubic convolution with a = -3/4 (IEEE Transactions on Acoustics 29, 1981); the outermost ones repeat.</summary>
readonly struct CubicTaps<T> : ITaps<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 4;

    public void Find(int index, int size, int outSize, T step, bool alignCorners, Span<Tap<T>> taps)
    {
        T at = LinearTaps<T>.Place(index, step, alignCorners), floor = T.Floor(at), share = at - floor;
        int first = int.CreateTruncating(floor) - 1;
        for (int i = 0; i < 4; i++)
            taps[i] = new(Math.Clamp(first + i, 0, size - 1), Weight(T.Abs(share + T.CreateTruncating(1 - i))));
    }

    // Of an element at a distance from 0 to 2.
    static T Weight(T x)
    {
        T a = T.CreateTruncating(-0.75), two = T.CreateTruncating(2), three = T.CreateTruncating(3);
        return x <= T.One
            ? ((a + two) * x - (a + three)) * x * x + T.One
            : a * (((x - T.CreateTruncating(5)) * x + T.CreateTruncating(8)) * x - T.CreateTruncating(4));
    }
}
