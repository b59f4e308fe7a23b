using NUnit.Framework;
using PtFormat.Cli;
using PtFormat.Cli.Gpu;
using PtFormat.Tests.Models;

namespace PtFormat.Gpu.Tests;

/// <summary>The program with GPU support, on a machine that need not have a GPU.</summary>
public sealed class GpuProviderTests
{
    [Test]
    public void DevicesListsWhatDriversShow()
    {
        (int code, string output, _) = Run("devices");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.StartWith("cpu: "));
        Assert.That(output, Does.Match("(?m)^cuda(:0)?: ").And.Match("(?m)^opencl(:0)?: "), "each driver is named, with a device or a reason");
    }

    [Test]
    public void AutoAlwaysAnswers()
    {
        (int code, string output, string error) = Run("predict", "--device", "auto", DigitFixtures.ModelPath("2.14", "modelnet"), DigitFixtures.Pictures[0]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(@"label-0\.png +0 "));
        Assert.That(error, Does.Match("^ptformat: (cpu|cuda:[0-9]+|opencl:[0-9]+): .+\n$"), "one line tells the choice");
    }

    [Test]
    public void TheProcessorIsNotTalkedAbout()
    {
        (int code, _, string error) = Run("predict", "--device", "cpu", DigitFixtures.ModelPath("2.14", "modelnet"), DigitFixtures.Pictures[0]);
        Assert.That((code, error), Is.EqualTo((0, "")));
    }

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        StringWriter output = new(), error = new();
        int code = new CommandLineProgram(output, error, devices: new GpuProvider()).Run(args);
        return (code, output.ToString(), error.ToString());
    }
}
