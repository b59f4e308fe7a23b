using NUnit.Framework;
using PtFormat.Samples.Tests;

namespace PtFormat.Package.Tests;

/// <summary>A small app with the package, published as apps are; a warning fails it, as all warnings of this repository do.</summary>
sealed class PublishTests
{
    string _folder = "";

    [SetUp]
    public void MakeAFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-publish").FullName;

    [TearDown]
    public void RemoveIt() => Directory.Delete(_folder, recursive: true);

    [TestCase("trimmed", "--self-contained", "-p:PublishTrimmed=true")]
    [TestCase("native", "-p:PublishAot=true")]
    [Platform("Linux")]
    public void AnAppIsPublishedAndRuns(string kind, params string[] options)
    {
        (int code, string output, string error) = Sample.Ended(Sample.Start("dotnet",
            ["publish", Repository.Path("samples", "ConsoleInference"), "-c", "Release", "-r", "linux-x64", "-o", _folder, "--nologo", .. options]));
        Assert.That(code, Is.Zero, output + error);
        Assert.That(output, Does.Not.Contain("warning"));
        string[] weighed = [.. Directory.EnumerateFiles(_folder).Where(path => Path.GetExtension(path) is not (".pdb" or ".dbg" or ".xml"))];
        TestContext.Out.WriteLine($"{kind}: {weighed.Length} files, {weighed.Sum(path => new FileInfo(path).Length):N0} bytes");
        if (kind == "native")
            Assert.That(weighed, Has.Length.EqualTo(1));

        (code, output, error) = Sample.Ended(Sample.Start(Path.Combine(_folder, "ConsoleInference"), [Repository.Path("fixtures", "digits", "2.14", "modelnet.pt"), .. Sample.Pictures]));
        Assert.That(code, Is.Zero, error);
        Assert.That(output.TrimEnd().Split('\n').Select(line => line.Split("  ")[1]), Is.EqualTo(Sample.Pictures.Select(picture => $"{Sample.Label(picture)}")));
    }

    [Test]
    [Platform("Linux")]
    public void ATrimmedAppWithTheGpuRuns()
    {
        // ILGPU has warnings of its own: that it is kept whole answers them.
        (int code, string output, string error) = Sample.Ended(Sample.Start("dotnet",
            ["publish", Repository.Path("samples", "GpuWithFallback"), "-c", "Release", "-r", "linux-x64", "-o", _folder, "--nologo", "--self-contained", "-p:PublishTrimmed=true", "-p:TreatWarningsAsErrors=false"]));
        Assert.That(code, Is.Zero, output + error);
        (code, output, error) = Sample.Ended(Sample.Start(Path.Combine(_folder, "GpuWithFallback"), [Repository.Path("fixtures", "digits", "2.14", "modelnet.pt"), .. Sample.Pictures]));
        Assert.That(code, Is.Zero, error);
        TestContext.Out.WriteLine(output);
        Assert.That(output.TrimEnd().Split('\n')[^1], Is.EqualTo(string.Join(' ', Sample.Pictures.Select(Sample.Label))));
    }
}
