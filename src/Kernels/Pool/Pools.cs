using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>The largest, of equal ones the first; any NaN is larger, of several the last (PyTorch: <c>val > max || isnan(val)</c>).</summary>
struct LargestOf<T> : IPool<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    T _max;

    public int Position { get; private set; }

    public void Start() => (_max, Position) = (T.NegativeInfinity, -1);

    public void Add(T value, int position)
    {
        if (value > _max || T.IsNaN(value) || Position < 0)
            (_max, Position) = (value, position);
    }

    public readonly T Result(long inside, long covered) => _max;
}

/// <summary>The sum divided by a count: a given divisor unless 0, else the elements with or without the padding.</summary>
struct MeanOf<T>(bool includesPadding, int divisor) : IPool<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    T _sum;

    public readonly int Position => 0;

    public void Start() => _sum = T.Zero;

    public void Add(T value, int position) => _sum += value;

    public readonly T Result(long inside, long covered) => _sum / T.CreateTruncating(divisor != 0 ? divisor : includesPadding ? covered : inside);
}
