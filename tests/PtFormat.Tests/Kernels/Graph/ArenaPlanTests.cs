using NUnit.Framework;
using PtFormat.Kernels.Graphs;

namespace PtFormat.Tests.Kernels.Graphs;

public class ArenaPlanTests
{
    [Test]
    public void ValuesThatLiveAtOneStepDoNotOverlap([Range(0, 19)] int seed)
    {
        Random random = new(seed);
        ArenaPlan.Life[] lives = new ArenaPlan.Life[random.Next(1, 60)];
        for (int i = 0; i < lives.Length; i++)
        {
            int first = random.Next(40);
            lives[i] = new(random.Next(5) == 0 ? 0 : random.Next(1, 5000), first, first + random.Next(8));
        }
        long[] starts = ArenaPlan.Place(lives, out long byteLength);
        for (int i = 0; i < lives.Length; i++)
        {
            Assert.That(starts[i] % 64, Is.Zero);
            Assert.That(starts[i] + lives[i].ByteLength, Is.LessThanOrEqualTo(byteLength));
            for (int k = 0; k < i; k++)
                if (lives[i].First <= lives[k].Last && lives[k].First <= lives[i].Last && lives[i].ByteLength > 0 && lives[k].ByteLength > 0)
                    Assert.That(starts[i] >= starts[k] + lives[k].ByteLength || starts[k] >= starts[i] + lives[i].ByteLength, $"{lives[i]} at {starts[i]}, {lives[k]} at {starts[k]}");
        }
    }

    [Test]
    public void AChainTakesNoMoreThanItsTwoLargestNeighbours()
    {
        ArenaPlan.Life[] chain = [new(640, 0, 1), new(1280, 1, 2), new(320, 2, 3), new(1280, 3, 4), new(64, 4, 5)];
        ArenaPlan.Place(chain, out long byteLength);
        Assert.That(byteLength, Is.EqualTo(640 + 1280));
    }

    [Test]
    public void NothingTakesNothing()
    {
        Assert.That(ArenaPlan.Place([], out long byteLength), Is.Empty);
        Assert.That(byteLength, Is.Zero);
    }
}
