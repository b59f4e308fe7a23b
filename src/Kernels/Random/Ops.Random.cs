using PtFormat.Kernels.Distributions;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>
/// Random tensors in host memory, drawn as PyTorch's CPU draws them: the same numbers after the same seed. PyTorch rounds
/// otherwise where it has no vector instructions; here everything is as it is with AVX2. A recorder takes such a tensor as a
/// constant, and refuses operations that draw for a tensor it records.
/// </content>
public static partial class Ops
{
    /// <summary>Numbers evenly spread from 0 to, without, 1.</summary>
    /// <exception cref="ArgumentException">The dtype is none of real floats.</exception>
    public static Tensor Rand(Generator generator, Shape shape, DType dtype = DType.Float32) => Uniform(generator, shape, 0, 1, dtype);

    /// <summary>Numbers evenly spread from low to, without, high.</summary>
    /// <exception cref="ArgumentException">The dtype is none of real floats, or low is greater than high.</exception>
    public static Tensor Uniform(Generator generator, Shape shape, double low, double high, DType dtype = DType.Float32)
    {
        Require("uniform", low <= high, $"from {low} to {high}: the first must not be greater");
        return RequireFloat("uniform", dtype) switch
        {
            DType.Float64 => Draw<double, UniformDouble>(generator, shape, new(low, high - low)),
            _ => Draw<float, UniformSingle>(generator, shape, new((float)low, (float)high - (float)low)).To(dtype),
        };
    }

    /// <summary>Normal numbers of mean 0 and variance 1.</summary>
    /// <exception cref="ArgumentException">The dtype is none of floats.</exception>
    public static Tensor RandN(Generator generator, Shape shape, DType dtype = DType.Float32) => Normal(generator, shape, 0, 1, dtype);

    /// <summary>
    /// Normal numbers. Sixteen and more are drawn all at once; fewer one by one, in pairs, of which the generator keeps the
    /// second. The two parts of a complex number share its variance.
    /// </summary>
    /// <exception cref="ArgumentException">The dtype is none of floats, or the standard deviation is negative.</exception>
    public static Tensor Normal(Generator generator, Shape shape, double mean, double std, DType dtype = DType.Float32)
    {
        Require("normal", std >= 0, $"the standard deviation is {std}, it must not be negative");
        if (dtype is DType.Complex64 or DType.Complex128)
        {
            DType part = dtype == DType.Complex64 ? DType.Float32 : DType.Float64;
            Tensor parts = Normal(generator, [.. shape, 2], mean, std / Math.Sqrt(2), part);
            return new(parts.Storage, Layout.Dense(shape), dtype);
        }
        if (RequireFloat("normal", dtype) == DType.Float64 && shape.ElementCount >= NormalPairs.Block)
        {
            Tensor wide = Tensor.Uninitialized(shape, dtype);
            NormalPairs.Fill(generator, wide.BorrowForWriting<double>(), mean, std);
            return wide;
        }
        if (shape.ElementCount < NormalPairs.Block)
            return Draw<double, NormalDouble>(generator, shape, new(mean, std)).To(dtype);
        Tensor drawn = Tensor.Uninitialized(shape, DType.Float32);
        NormalPairs.Fill(generator, drawn.BorrowForWriting<float>(), (float)mean, (float)std, sparing: dtype != DType.Float32);
        return drawn.To(dtype);
    }

    /// <summary>Normal numbers, each with a mean and a standard deviation of its own; one of the two may be a number.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <exception cref="InvalidOperationException">A tensor is being recorded.</exception>
    public static Tensor Normal(Generator generator, Operand mean, Operand std)
    {
        RequireDrawable("normal", mean.Tensor);
        RequireDrawable("normal", std.Tensor);
        Shape shape = Broadcasting.Combine("normal", mean.Shape, std.Shape);
        DType dtype = TypePromotion.ResultType(mean, std);
        return std.Tensor is null
            ? Add(Normal(generator, shape, 0, std.Scalar.ToDouble(), dtype), mean)
            : Add(Mul(Normal(generator, shape, 0, 1, dtype), std), mean);
    }

    /// <summary>Integers from low to, without, high.</summary>
    /// <exception cref="ArgumentException">High is not greater than low, or the dtype cannot hold them.</exception>
    public static Tensor RandInt(Generator generator, long low, long high, Shape shape, DType dtype = DType.Int64)
    {
        Require("randint", low < high, $"from {low} to, without, {high}: there is no such integer");
        (Int128 least, Int128 most) = WholeLimits("randint", dtype);
        Require("randint", low >= least && high - (Int128)1 <= most, $"{dtype.Name()} holds integers from {least} to {most}, not from {low} to {high - (Int128)1}");
        return Draw<long, WholeBelow>(generator, shape, new(unchecked((ulong)high - (ulong)low), low)).To(dtype);
    }

    /// <summary>
    /// Integers from 0 to the greatest that the dtype holds, as PyTorch's <c>random_</c> draws them; for floats to the greatest
    /// up to which they hold every integer.
    /// </summary>
    /// <exception cref="ArgumentException">The dtype is complex or has 8 bits and is no integer.</exception>
    public static Tensor RandInt(Generator generator, Shape shape, DType dtype = DType.Int64)
    {
        (_, Int128 most) = WholeLimits("randint", dtype);
        bool isWide = dtype.ItemSize() == 8;
        return Draw<long, WholeOf>(generator, shape, new((ulong)most + 1, isWide)).To(dtype);
    }

    /// <summary>The integers from 0 to, without, n in random order (R. Durstenfeld's shuffle, 1964).</summary>
    /// <exception cref="ArgumentException">n is negative, or the dtype cannot hold n.</exception>
    public static Tensor RandPerm(Generator generator, long n, DType dtype = DType.Int64)
    {
        Require("randperm", n >= 0, $"of {n} numbers: there cannot be fewer than 0");
        Require("randperm", n - 1 <= WholeLimits("randperm", dtype).Most, $"{dtype.Name()} does not hold all integers below {n}");
        Tensor order = Arange(n);
        Span<long> numbers = order.BorrowForWriting<long>();
        for (int i = 0; i < numbers.Length - 1; i++)
        {
            int other = i + (int)(generator.NextUInt32() % (uint)(numbers.Length - i));
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }
        return order.To(dtype);
    }

    /// <summary>Ones with probability p, else zeros.</summary>
    /// <exception cref="ArgumentException">p is not between 0 and 1.</exception>
    public static Tensor Bernoulli(Generator generator, Shape shape, double p = 0.5, DType dtype = DType.Float32)
    {
        RequireProbability("bernoulli", p);
        return Draw<Bool8, BernoulliTruth>(generator, shape, new(p)).To(dtype);
    }

    /// <summary>Ones with the probabilities that the elements say, else zeros.</summary>
    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="p">Real floats from 0 to 1.</param>
    /// <param name="dtype">The result's dtype; that of <paramref name="p"/> unless given.</param>
    /// <exception cref="ArgumentException">An element is not between 0 and 1, or p holds no real floats.</exception>
    /// <exception cref="InvalidOperationException">p is being recorded.</exception>
    public static Tensor Bernoulli(Generator generator, Tensor p, DType? dtype = null)
    {
        RequireDrawable("bernoulli", p);
        bool isWide = RequireFloat("bernoulli", p.DType) == DType.Float64;
        double[] chances = p.To(DType.Float64).ToArray<double>();
        Bool8[] truths = new Bool8[chances.Length];
        UniformSingle narrow = new(0, 1);
        for (int i = 0; i < truths.Length; i++)
        {
            RequireProbability("bernoulli", chances[i]);
            truths[i] = (isWide ? generator.NextDouble() : narrow.Next(generator)) < chances[i];
        }
        return Tensor.From<Bool8>(truths, p.Shape).To(dtype ?? p.DType);
    }

    /// <summary>Distances between events that come rate times in a unit.</summary>
    /// <exception cref="ArgumentException">The rate is not positive, or the dtype is none of real floats.</exception>
    public static Tensor Exponential(Generator generator, Shape shape, double rate = 1, DType dtype = DType.Float32)
    {
        Require("exponential", rate > 0, $"the rate is {rate}, it must be positive");
        return Draw<double, ExponentialDouble>(generator, shape, new(rate)).To(RequireFloat("exponential", dtype));
    }

    /// <summary>Numbers whose natural logarithms are normal with this mean and standard deviation.</summary>
    /// <exception cref="ArgumentException">The standard deviation is not positive, or the dtype is none of real floats.</exception>
    public static Tensor LogNormal(Generator generator, Shape shape, double mean = 1, double std = 2, DType dtype = DType.Float32)
    {
        Require("log_normal", std > 0, $"the standard deviation is {std}, it must be positive");
        return Draw<double, LogNormalDouble>(generator, shape, new(mean, std)).To(RequireFloat("log_normal", dtype));
    }

    /// <summary>Numbers of the Cauchy distribution.</summary>
    /// <exception cref="ArgumentException">Sigma is not positive, or the dtype is none of real floats.</exception>
    public static Tensor Cauchy(Generator generator, Shape shape, double median = 0, double sigma = 1, DType dtype = DType.Float32)
    {
        Require("cauchy", sigma > 0, $"sigma is {sigma}, it must be positive");
        return Draw<double, CauchyDouble>(generator, shape, new(median, sigma)).To(RequireFloat("cauchy", dtype));
    }

    /// <summary>How many trials it takes until one of probability p succeeds: 1, 2, …</summary>
    /// <exception cref="ArgumentException">p is not between 0 and 1, both excluded.</exception>
    public static Tensor Geometric(Generator generator, Shape shape, double p, DType dtype = DType.Float32)
    {
        Require("geometric", p is > 0 and < 1, $"the probability is {p}, it must be between 0 and 1, both excluded");
        return Draw<double, GeometricDouble>(generator, shape, new(p)).To(dtype);
    }

    /// <summary>Positions in the last dimension, drawn with probabilities in proportion to its elements.</summary>
    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="weights">Real floats, not negative, [n] or [rows, n]; they need not sum to 1.</param>
    /// <param name="count">How many positions to draw of each row.</param>
    /// <param name="replacement">True when a position may come again.</param>
    /// <returns>int64, [count] or [rows, count].</returns>
    /// <exception cref="ArgumentException">A weight is negative or not finite, all of a row are 0, or there are fewer positions than are to be drawn.</exception>
    /// <exception cref="InvalidOperationException">The weights are being recorded.</exception>
    public static Tensor Multinomial(Generator generator, Tensor weights, int count, bool replacement = false)
    {
        RequireDrawable("multinomial", weights);
        RequireFloat("multinomial", weights.DType);
        Require("multinomial", weights.Rank is 1 or 2 && weights.ElementCount > 0, $"weights are {weights.Shape}, [n] or [rows, n] was needed");
        int width = (int)weights.Shape[weights.Rank - 1];
        Require("multinomial", count > 0 && (replacement || count <= width), $"{count} were wanted of {width} positions without replacement");
        double[] given = weights.To(DType.Float64).ToArray<double>();
        for (int row = 0; row < given.Length; row += width)
            RequireWeights(given.AsSpan(row, width));
        if (replacement && count > 1)
            return Multinomials.WithReplacement(generator, weights, count);
        // The first of exponential clocks that run at these rates: the ratio is PyTorch's, and so are the positions.
        Tensor clocks = Exponential(generator, weights.Shape, 1, weights.DType);
        Tensor race = Div(weights, clocks);
        return count == 1 ? ArgMax(race, -1, keep: true) : TopK(race, count).Indices;
    }

    static Tensor Draw<T, TDistribution>(Generator generator, Shape shape, TDistribution distribution)
        where T : unmanaged where TDistribution : struct, IDistribution<T>
    {
        Tensor drawn = Tensor.Uninitialized(shape, DTypes.Of<T>());
        foreach (ref T value in drawn.BorrowForWriting<T>())
            value = distribution.Next(generator);
        return drawn;
    }

    static (Int128 Least, Int128 Most) WholeLimits(string name, DType dtype) => dtype switch
    {
        DType.Bool => (0, 1),
        DType.UInt8 => (0, byte.MaxValue),
        DType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        DType.UInt16 => (0, ushort.MaxValue),
        DType.Int16 => (short.MinValue, short.MaxValue),
        DType.UInt32 => (0, uint.MaxValue),
        DType.Int32 => (int.MinValue, int.MaxValue),
        DType.UInt64 => (0, ulong.MaxValue),
        DType.Int64 => (long.MinValue, long.MaxValue),
        DType.BFloat16 => (-(1 << 8), 1 << 8),
        DType.Float16 => (-(1 << 11), 1 << 11),
        DType.Float32 => (-(1 << 24), 1 << 24),
        DType.Float64 => (-(1L << 53), 1L << 53),
        _ => throw new ArgumentException($"{name}: {dtype.Name()} does not hold integers: draw int64 and convert"),
    };

    static DType RequireFloat(string name, DType dtype) => dtype is DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64 ? dtype
        : throw new ArgumentException($"{name}: {dtype.Name()} was given, float16, bfloat16, float32 or float64 was needed");

    static void RequireProbability(string name, double p) => Require(name, p is >= 0 and <= 1, $"the probability is {p}, it must be from 0 to 1");

    static void RequireWeights(ReadOnlySpan<double> row)
    {
        double sum = 0;
        foreach (double weight in row)
        {
            Require("multinomial", weight >= 0 && double.IsFinite(weight), $"a weight is {weight}, none may be negative or not finite");
            sum += weight;
        }
        Require("multinomial", sum > 0, $"all {row.Length} weights of a row are 0, so nothing can be drawn");
    }

    static void RequireDrawable(string name, Tensor? x)
    {
        if (x?.Device is Graphs.Recorder)
            throw new InvalidOperationException($"{name}: {x} is being recorded, and a graph draws no random numbers: record in evaluation mode, after Eval()");
        if (x is not null && x.Device != Device.Cpu)
            throw new InvalidOperationException($"{name}: {x}: random numbers are drawn in host memory: copy the tensor there");
    }

    static void Require(string name, bool condition, FormattableString otherwise)
    {
        if (!condition)
            throw new ArgumentException($"{name}: {FormattableString.Invariant(otherwise)}");
    }
}
