using PtFormat.Tensors;

namespace PtFormat.Kernels.Distributions;

/// <summary>How numbers of one distribution come out of a generator, one by one.</summary>
interface IDistribution<T> where T : unmanaged
{
    T Next(Generator generator);
}

/// <summary>From low to, without, high; the product and the sum round once, as in PyTorch with vector instructions.</summary>
readonly struct UniformSingle(float low, float range) : IDistribution<float>
{
    public float Next(Generator generator) => MathF.FusedMultiplyAdd((generator.NextUInt32() & ((1u << 24) - 1)) * (1f / (1 << 24)), range, low);
}

/// <inheritdoc cref="UniformSingle"/>
readonly struct UniformDouble(double low, double range) : IDistribution<double>
{
    public double Next(Generator generator) => Math.FusedMultiplyAdd(generator.NextDouble(), range, low);
}

/// <summary>Normal numbers with a mean and a standard deviation.</summary>
readonly struct NormalDouble(double mean, double std) : IDistribution<double>
{
    public double Next(Generator generator) => Math.FusedMultiplyAdd(generator.NextNormal(), std, mean);
}

/// <summary>Numbers whose logarithm is normal.</summary>
readonly struct LogNormalDouble(double mean, double std) : IDistribution<double>
{
    public double Next(Generator generator) => Math.Exp(Math.FusedMultiplyAdd(generator.NextNormal(), std, mean));
}

/// <summary>Distances of events that come rate times in a unit.</summary>
readonly struct ExponentialDouble(double rate) : IDistribution<double>
{
    readonly double _scale = -1 / rate;

    public double Next(Generator generator) => _scale * Log1p.Of(-generator.NextDouble());
}

/// <summary>The Cauchy distribution.</summary>
readonly struct CauchyDouble(double median, double sigma) : IDistribution<double>
{
    public double Next(Generator generator) => Math.FusedMultiplyAdd(sigma, Math.Tan(Math.PI * (generator.NextDouble() - 0.5)), median);
}

/// <summary>How many trials it takes until one of probability p succeeds.</summary>
readonly struct GeometricDouble(double p) : IDistribution<double>
{
    readonly double _failure = Log1p.Of(-p);

    public double Next(Generator generator) => Math.Ceiling(Math.Log(generator.NextDouble()) / _failure);
}

/// <summary>True with probability p.</summary>
readonly struct BernoulliTruth(double p) : IDistribution<Bool8>
{
    public Bool8 Next(Generator generator) => generator.NextDouble() < p;
}

/// <summary>Integers from low to, without, low + range. PyTorch takes 64 bits from 2^28 on, so that the remainder stays nearly even.</summary>
readonly struct WholeBelow(ulong range, long low) : IDistribution<long>
{
    public long Next(Generator generator) => unchecked((long)((range >= 1 << 28 ? generator.NextUInt64() : generator.NextUInt32()) % range) + low);
}

/// <summary>All integers that 64 bits hold.</summary>
readonly struct WholeBits : IDistribution<long>
{
    public long Next(Generator generator) => unchecked((long)generator.NextUInt64());
}

/// <summary>Integers that a dtype holds, from 0 on, as PyTorch's <c>random_</c> draws them: some take 32 bits, some 64.</summary>
readonly struct WholeOf(ulong range, bool wide) : IDistribution<long>
{
    public long Next(Generator generator) => (long)((wide ? generator.NextUInt64() : generator.NextUInt32()) % range);
}
