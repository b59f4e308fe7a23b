using NUnit.Framework;

namespace PtFormat.Samples.Tests;

sealed class ConsoleInferenceTests
{
    [Test]
    public void EveryPictureIsRead()
    {
        string[] lines = Sample.Run("ConsoleInference", [Repository.Path("fixtures", "digits", "2.14", "modelnet.pt"), .. Sample.Pictures]);
        Assert.That(lines.Select(line => line.Split("  ")[1]), Is.EqualTo(Sample.Pictures.Select(picture => Sample.Label(picture).ToString())));
    }
}
