using System.Numerics;
using System.Runtime.CompilerServices;
using Primitives = System.Numerics.Tensors.TensorPrimitives;

namespace PtFormat.Kernels;

/// <summary>The sum of all, or their mean. Blocks are summed by themselves first, so that rounding errors grow with the number of blocks.</summary>
struct Total<T>(bool mean) : IAccumulator<T> where T : unmanaged, INumberBase<T>
{
    T _sum;

    public void Add(ReadOnlySpan<T> block, long position) => _sum += Primitives.Sum<T>(block);

    public readonly T Result(long count) => mean ? _sum / T.CreateTruncating(count) : _sum;
}

/// <summary>The product of all.</summary>
struct Product<T> : IAccumulator<T> where T : unmanaged, INumberBase<T>
{
    T _product;
    bool _started;

    public void Add(ReadOnlySpan<T> block, long position)
    {
        T product = _started ? _product : T.One;
        foreach (T x in block)
            product *= x;
        (_product, _started) = (product, true);
    }

    public readonly T Result(long count) => _started ? _product : T.One;
}

/// <summary>Whether one, or every one, is not zero.</summary>
struct Truth<T>(bool any) : IAccumulator<T> where T : unmanaged, INumberBase<T>
{
    bool _met;

    public void Add(ReadOnlySpan<T> block, long position)
    {
        // "Any" waits for something that is not zero, "all" for something that is.
        foreach (T x in block)
            _met |= T.IsZero(x) != any;
    }

    public readonly T Result(long count) => _met == any ? T.One : T.Zero;
}

/// <summary>The greatest or the least, and where the first of them stands. A NaN wins, the first of them.</summary>
struct Extreme<T>(bool greatest) : IAccumulator<T> where T : unmanaged, INumber<T>
{
    T _best;
    bool _started;

    public long Index { readonly get; private set; }

    public void Add(ReadOnlySpan<T> block, long position)
    {
        if (_started && T.IsNaN(_best))
            return;
        T found = greatest ? Primitives.Max(block) : Primitives.Min(block);
        if (_started && !(T.IsNaN(found) || (greatest ? found > _best : found < _best)))
            return;
        // The first that equals it, which of two zeros may be the other.
        int first = 0;
        while (!block[first].Equals(found))
            first++;
        (_best, Index, _started) = (block[first], position + first, true);
    }

    public readonly T Result(long count) => _best;
}

/// <summary>
/// The mean square of the distances from the mean, or its root: each block's own mean and squares first, then joined (T. F.
/// Chan, G. H. Golub, R. J. LeVeque, 1979), so that a large mean does not swallow small distances.
/// </summary>
struct Moments(double correction, bool root) : IAccumulator<double>
{
    double _mean, _squares;
    long _count;

    [SkipLocalsInit]
    public void Add(ReadOnlySpan<double> block, long position)
    {
        double mean = Primitives.Sum(block) / block.Length;
        Span<double> distances = stackalloc double[block.Length];
        Primitives.Subtract(block, mean, distances);
        double squares = Primitives.SumOfSquares<double>(distances);
        long count = _count + block.Length;
        double distance = mean - _mean;
        _squares += squares + distance * distance * _count * block.Length / count;
        _mean += distance * block.Length / count;
        _count = count;
    }

    public readonly double Result(long count)
    {
        double variance = count == 0 ? double.NaN : _squares / Math.Max(0, count - correction);
        return root ? Math.Sqrt(variance) : variance;
    }
}

/// <summary>log(sum of exp(x)); the greatest so far is taken out of the exponentials, so that they do not overflow.</summary>
struct LogSum : IAccumulator<double>
{
    double _greatest, _sum;
    bool _started;

    [SkipLocalsInit]
    public void Add(ReadOnlySpan<double> block, long position)
    {
        double greatest = Primitives.Max(block);
        if (_started && !(greatest > _greatest) && !double.IsNaN(greatest))
            greatest = _greatest;
        // An infinite one would be taken from itself.
        double shift = double.IsInfinity(greatest) ? 0 : greatest, sum = _started ? _sum * Math.Exp(Shift(_greatest) - shift) : 0;
        Span<double> terms = stackalloc double[block.Length];
        Primitives.Subtract(block, shift, terms);
        Primitives.Exp(terms, terms);
        sum += Primitives.Sum<double>(terms);
        (_greatest, _sum, _started) = (greatest, sum, true);
    }

    public readonly double Result(long count) => _started ? Math.Log(_sum) + Shift(_greatest) : double.NegativeInfinity;

    static double Shift(double greatest) => double.IsInfinity(greatest) ? 0 : greatest;
}

/// <summary>(sum of |x|^p)^(1/p); for p = 0 the number of those that are not zero, for infinite p the greatest or least |x|.</summary>
struct PowerSum(double p) : IAccumulator<double>
{
    double _sum = double.IsNegativeInfinity(p) ? double.PositiveInfinity : 0;

    public void Add(ReadOnlySpan<double> block, long position)
    {
        double sum = 0;
        switch (p)
        {
            case 0:
                foreach (double x in block)
                    sum += x == 0 ? 0 : 1;
                break;
            case 1:
                sum = Primitives.SumOfMagnitudes(block);
                break;
            case 2:
                sum = Primitives.SumOfSquares(block);
                break;
            case double.PositiveInfinity:
                _sum = Math.Max(_sum, Math.Abs(Primitives.MaxMagnitude(block)));
                return;
            case double.NegativeInfinity:
                _sum = Math.Min(_sum, Math.Abs(Primitives.MinMagnitude(block)));
                return;
            default:
                foreach (double x in block)
                    sum += Math.Pow(Math.Abs(x), p);
                break;
        }
        _sum += sum;
    }

    public readonly double Result(long count) => p switch
    {
        0 or 1 => _sum,
        2 => Math.Sqrt(_sum),
        double.PositiveInfinity or double.NegativeInfinity => _sum,
        _ => Math.Pow(_sum, 1 / p),
    };
}
