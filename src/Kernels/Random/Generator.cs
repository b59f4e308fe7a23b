using System.Buffers.Binary;
using System.Security.Cryptography;
using PtFormat.Kernels.Distributions;

namespace PtFormat.Kernels;

/// <summary>
/// A source of random numbers that gives what PyTorch's CPU generator gives after the same seed, bit for bit: the Mersenne
/// Twister mt19937 (Matsumoto and Nishimura 1998, https://doi.org/10.1145/272991.272995) and, for single normal numbers, the
/// second of the pair that was drawn last. For one thread at a time.
/// </summary>
public sealed partial class Generator
{
    /// <summary>The seed of a new generator in PyTorch, of whose bits 0 and 1 are about as many.</summary>
    public const ulong DefaultSeed = 67280421310721;

    const int Words = 624, Shift = 397;

    readonly uint[] _words = new uint[Words];
    int _next, _left;

    /// <summary>As after <see cref="ManualSeed"/>.</summary>
    public Generator(ulong seed = DefaultSeed) => ManualSeed(seed);

    /// <summary>The seed that was given last, all 64 bits of it.</summary>
    public ulong InitialSeed { get; private set; }

    /// <summary>Starts anew; of the seed the lower 32 bits count, as in PyTorch.</summary>
    /// <returns>This generator.</returns>
    public Generator ManualSeed(ulong seed)
    {
        InitialSeed = seed;
        uint word = _words[0] = (uint)seed;
        for (uint i = 1; i < Words; i++)
            word = _words[i] = 1812433253 * (word ^ (word >> 30)) + i;
        (_next, _left, _nextNormal, _nextFloatNormal) = (0, 1, null, null);
        return this;
    }

    /// <summary>Starts anew from a seed that the operating system draws.</summary>
    /// <returns>The seed, of 53 bits at most, so that Python and JSON keep it.</returns>
    public ulong Seed()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        ManualSeed(BinaryPrimitives.ReadUInt64LittleEndian(bytes) >> 11);
        return InitialSeed;
    }

    /// <summary>The next 32 bits.</summary>
    public uint NextUInt32()
    {
        if (--_left == 0)
            Renew();
        uint word = _words[_next++];
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        return word ^ (word >> 18);
    }

    /// <summary>The next 64 bits: the first word drawn is the upper one.</summary>
    public ulong NextUInt64()
    {
        ulong upper = NextUInt32();
        return upper << 32 | NextUInt32();
    }

    /// <summary>The next float64 in [0, 1): a multiple of 2^-53.</summary>
    internal double NextDouble() => (NextUInt64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>The next normal number: of a pair (Box and Muller 1958, https://doi.org/10.1214/aoms/1177706645) the first is given, and the second the next time.</summary>
    internal double NextNormal()
    {
        if (_nextNormal is { } kept)
        {
            _nextNormal = null;
            return kept;
        }
        double angle = 2 * Math.PI * NextDouble(), radius = Math.Sqrt(-2 * Log1p.Of(-NextDouble()));
        _nextNormal = radius * Math.Sin(angle);
        return radius * Math.Cos(angle);
    }

    void Renew()
    {
        (_next, _left) = (0, Words);
        for (int i = 0; i < Words; i++)
        {
            int after = i + 1 < Words ? i + 1 : 0, far = i + Shift < Words ? i + Shift : i + Shift - Words;
            uint pair = (_words[i] & 0x80000000) | (_words[after] & 0x7fffffff);
            _words[i] = _words[far] ^ (pair >> 1) ^ ((pair & 1) * 0x9908b0df);
        }
    }
}
