using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class BFloat16Tests
{
    static readonly float[] Finite = [.. Enumerable.Range(0, 0x7F80).Select(bits => (float)new BFloat16((ushort)bits))];

    [Test]
    public void EveryValueSurvivesAFloat()
    {
        for (int bits = 0; bits < 65536; bits++)
        {
            BFloat16 value = new((ushort)bits);
            if (float.IsNaN(value))
                Assert.That(((BFloat16)(float)value).Bits, Is.EqualTo(0x7FC0));
            else
                Assert.That(((BFloat16)(float)value).Bits, Is.EqualTo(bits));
        }
    }

    [Test]
    public void FloatsRoundToTheNearestAndTiesToEven()
    {
        Random random = new(1);
        for (int n = 0; n < 300_000; n++)
        {
            // Half of the floats lie exactly between two neighbours or one step beside.
            uint bits = n % 2 == 0 ? (uint)random.NextInt64(1L << 32) : (uint)(random.Next(65536) << 16) + 0x8000u + (uint)random.Next(-1, 2);
            float value = BitConverter.UInt32BitsToSingle(bits);
            if (float.IsFinite(value))
                Assert.That(((BFloat16)value).Bits, Is.EqualTo(Nearest(value)), $"{bits:x8}");
        }
    }

    [Test]
    public void LargeFloatsBecomeInfinity()
    {
        Assert.That(((BFloat16)float.MaxValue).Bits, Is.EqualTo(0x7F80));
        Assert.That(((BFloat16)float.NegativeInfinity).Bits, Is.EqualTo(0xFF80));
        Assert.That(((BFloat16)(-0f)).Bits, Is.EqualTo(0x8000));
    }

    [Test]
    public void PrintsLikeAFloat() => Assert.That(new BFloat16(0x3FC0).ToString(), Is.EqualTo("1.5"));

    // By search over all finite values: the nearer neighbour, of two equally near the one with an even last bit.
    static ushort Nearest(float value)
    {
        int sign = float.IsNegative(value) ? 0x8000 : 0;
        float magnitude = MathF.Abs(value);
        int above = Array.BinarySearch(Finite, magnitude);
        if (above >= 0)
            return (ushort)(sign | above);
        above = ~above;
        int below = above - 1;
        // Past the greatest finite value the next one would be 2^128, which rounds as infinity does.
        double upper = above < Finite.Length ? Finite[above] : Math.Pow(2, 128), down = magnitude - (double)Finite[below], up = upper - magnitude;
        return (ushort)(sign | (down < up || down == up && below % 2 == 0 ? below : above));
    }
}
