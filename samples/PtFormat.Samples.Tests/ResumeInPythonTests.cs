using NUnit.Framework;

namespace PtFormat.Samples.Tests;

sealed class ResumeInPythonTests
{
    static readonly string Torch = Repository.Path("fixtures", "torch");

    [TestCase("1.13")]
    [TestCase("2.6")]
    [TestCase("2.14")]
    [Category("Python")]
    public void PythonGoesOn(string version)
    {
        if (!OperatingSystem.IsLinux() || Sample.Ended(Sample.Start(Torch, version, "--available")).Code != 0)
            Assert.Ignore($"PyTorch {version} is not here: fixtures/torch {version} --prepare");
        string checkpoint = $"fixtures/checkpoint/{version}/sgd.pt", target = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pt");
        try
        {
            string[] lines = Sample.Run("ResumeInPython", checkpoint, target);
            Assert.That(lines[0], Does.StartWith("epoch 5, loss "));
            Assert.That(lines[1], Is.EqualTo("SGD with learning rate 0.1 and momentum 0.9"));
            (int code, string output, string error) = Sample.Ended(Sample.Start(Torch, version, "samples/ResumeInPython/resume.py", checkpoint, target));
            Assert.That(code, Is.Zero, error);
            Assert.That(output, Is.EqualTo("epoch 6 resumed, learning rate 0.05\n"));
        }
        finally
        {
            File.Delete(target);
        }
    }
}
