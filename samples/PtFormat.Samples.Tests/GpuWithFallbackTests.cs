using NUnit.Framework;

namespace PtFormat.Samples.Tests;

sealed class GpuWithFallbackTests
{
    [Test]
    public void DigitsAreReadWhereverItRuns()
    {
        string[] lines = Sample.Run("GpuWithFallback", [Repository.Path("fixtures", "digits", "2.14", "modelnet.pt"), .. Sample.Pictures]);
        Assert.That(lines, Has.Length.EqualTo(2));
        TestContext.Out.WriteLine(lines[0]);
        Assert.That(lines[0], Does.Match("^(cpu|cuda|opencl)"));
        Assert.That(lines[1], Is.EqualTo(string.Join(' ', Sample.Pictures.Select(Sample.Label))));
    }
}
