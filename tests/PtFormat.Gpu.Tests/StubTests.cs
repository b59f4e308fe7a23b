using System.Diagnostics;
using NUnit.Framework;

namespace PtFormat.Gpu.Tests;

/// <summary>What the host does with NVIDIA's driver, by a stub of it (libcuda.c): no GPU is needed, a C compiler is.</summary>
public sealed class StubTests
{
    static string? _folder;

    [OneTimeSetUp]
    public void Compile()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("the stub is a library for Linux");
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "stub");
        Directory.CreateDirectory(folder);
        try
        {
            using Process compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-O1", "-w", "-o", Path.Combine(folder, "libcuda.so.1"), Path.Combine(AppContext.BaseDirectory, "libcuda.c")]))!;
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero, "libcuda.c does not compile");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("there is no C compiler (cc) for the stub of the driver");
        }
        _folder = folder;
    }

    [Test]
    public void AResultThatIsWrongIsFoundOutBeforeUse() =>
        Assert.That(Run("open"), Does.StartWith("False cuda:0: Stub, compute capability 9.0, CUDA 12.9").And.Contain("the self-test failed: element 0 of a product's softmax is "));

    [Test]
    public void AnOldDeviceIsPassedOver() =>
        Assert.That(Run("open", ("STUB_CAPABILITY", "61")), Does.StartWith("False cuda:0: Stub, compute capability 6.1").And.Contain("compute capability 6.1 is less than 7.0"));

    [Test]
    public void AnOldDriverIsPassedOver() => Assert.That(Run("open", ("STUB_DRIVER", "8000")), Does.StartWith("False cuda:0: Stub").And.Contain("is too old"));

    [Test]
    public void ADriverWithoutDevices() => Assert.That(Run("open", ("STUB_DEVICES", "0")), Does.StartWith("False cuda: the driver is there and shows no device"));

    [Test]
    public void AKernelThatTheDriverRefusesIsNamed() =>
        Assert.That(Run("open", ("STUB_BAD_PTX", "1")), Does.StartWith("False cuda:0: Stub").And.Contain("did not take the kernel"));

    [Test]
    public void TheSurveyListsEverything() => Assert.That(Run("survey"), Does.StartWith("cuda:0: Stub, compute capability 9.0, CUDA 12.9, 16.0 GiB").And.Contain("opencl"));

    [Test]
    public void ASessionIsReplayedAndFreesAll()
    {
        Dictionary<string, long> found = Numbers(Run("session"));
        Assert.That(found["replayed"], Is.EqualTo(102), "the first of 103 runs loads the kernels, the second is captured");
        Assert.That(found["launched"], Is.Zero, "one call of the driver for each run");
        Assert.That(found["allocated"], Is.Zero);
        Assert.That(found["memory"], Is.Zero);
        Assert.That(found["staging"], Is.Zero);
        Assert.That(found["modules"], Is.Zero);
        Assert.That(found["graphs"], Is.Zero);
    }

    [Test]
    public void WhereNothingIsCapturedStepsRunOneByOne()
    {
        Dictionary<string, long> found = Numbers(Run("session", ("STUB_NO_CAPTURE", "1")));
        Assert.That(found["replayed"], Is.Zero);
        Assert.That(found["launched"], Is.GreaterThanOrEqualTo(100 * found["steps"]));
        Assert.That(found["allocated"], Is.Zero);
        Assert.That(found["memory"], Is.Zero);
    }

    [Test]
    public void TheDriverIsAskedForMemoryOnce()
    {
        Dictionary<string, long> found = Numbers(Run("pool"));
        Assert.That(found["fresh"], Is.Zero, "2,000 outputs, of which 20 at a time were dropped");
        Assert.That(found["freed"], Is.Zero, "releasing memory waits for the device");
        Assert.That(found["launch"], Is.EqualTo(4 * 10000 + 256), "1,000 items");
    }

    static Dictionary<string, long> Numbers(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ')).ToDictionary(words => words[0], words => long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));

    static string Run(string command, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", [typeof(StubTests).Assembly.Location, command]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_LIBRARY_PATH"] = _folder;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, errors.Result + output);
        return output;
    }
}
