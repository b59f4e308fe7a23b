using NUnit.Framework;
using PtFormat.Fuzz;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>A small healthy checkpoint of two ranks, broken in every simple way and in many random ones, always the same.</summary>
sealed class DcpMutationTests
{
    const int RandomMutations = 5_000;

    static readonly byte[][] Files = [.. Directory.EnumerateFiles(Repository.Path("fixtures", "dcp", "2.14", "small-2")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [Test]
    public void ItLoads() => Assert.That(DcpOracle.Check(DcpOracle.Join(Files)), Is.True);

    [Test]
    public void NoFileMayBeCut()
    {
        for (int i = 0; i < Files.Length; i++)
            for (int length = 0; length < Files[i].Length; length++)
            {
                byte[][] cut = [.. Files];
                cut[i] = Files[i][..length];
                Assert.That(DcpOracle.Check(DcpOracle.Join(cut)), Is.False, $"file {i}, {length} bytes");
            }
    }

    [Test]
    public void EveryFlippedBitOfTheMetadataIsAValueOrAnError()
    {
        for (int bit = 0; bit < Files[0].Length * 8; bit++)
        {
            byte[] flipped = [.. Files[0]];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Check($"bit {bit}", flipped, Files[1], Files[2]);
        }
    }

    [Test]
    public void RandomMutationsAreValuesOrErrors()
    {
        Random random = new(3);
        for (int i = 0; i < RandomMutations; i++)
        {
            byte[][] files = [.. Files.Select(file => (byte[])[.. file])];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                byte[] file = files[random.Next(files.Length)];
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }
            Check($"mutation {i}", files);
        }
    }

    static void Check(string name, params byte[][] files)
    {
        try
        {
            DcpOracle.Check(DcpOracle.Join(files));
        }
        catch (Exception e)
        {
            throw new AssertionException($"{name}: {e}");
        }
    }
}
