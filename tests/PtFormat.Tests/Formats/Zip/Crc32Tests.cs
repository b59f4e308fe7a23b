using NUnit.Framework;
using PtFormat.Formats.Zip;
using Reference = System.IO.Hashing.Crc32;

namespace PtFormat.Tests.Formats.Zip;

public class Crc32Tests
{
    static readonly byte[] Bytes = MakeBytes();

    // Every way through the vectors: none, one, several of 16 bytes, of 64, of 256, and what is left behind them.
    [Test]
    public void AgreesWithTheReferenceAtEveryLength()
    {
        for (int length = 0; length <= 1100; length++)
            Assert.That(Crc32.Compute(Bytes.AsSpan(length % 7, length)), Is.EqualTo(Reference.HashToUInt32(Bytes.AsSpan(length % 7, length))), $"{length} bytes");
        Assert.That(Crc32.Compute(Bytes), Is.EqualTo(Reference.HashToUInt32(Bytes)));
    }

    [Test]
    public void GoesOnFromAKnownSum([Values(0, 1, 15, 16, 300, 4096)] int first, [Values(0, 1, 17, 255, 256, 1000)] int second) =>
        Assert.That(Crc32.Append(Crc32.Compute(Bytes.AsSpan(0, first)), Bytes.AsSpan(first, second)), Is.EqualTo(Reference.HashToUInt32(Bytes.AsSpan(0, first + second))));

    [Test]
    public void JoinsTheSumsOfParts([Values(0, 1, 15, 300, 4096)] int first, [Values(0, 1, 17, 255, 1000, 8192)] int second) =>
        Assert.That(
            Crc32.Combine(Crc32.Compute(Bytes.AsSpan(0, first)), Crc32.Compute(Bytes.AsSpan(first, second)), second),
            Is.EqualTo(Reference.HashToUInt32(Bytes.AsSpan(0, first + second))));

    [Test]
    public void TheCheckValueOfTheStandard() => Assert.That(Crc32.Compute("123456789"u8), Is.EqualTo(0xCBF43926));

    static byte[] MakeBytes()
    {
        byte[] bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
