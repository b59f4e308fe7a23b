using NUnit.Framework;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests;

[Category("Python")]
sealed class RealTorchTests
{
    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void TheVersionThatWasAskedForAnswers(string version) => Assert.That(
        RealTorch.Run(version, "import sys, torch; print(torch.__version__, *sys.argv[1:])", "and", "two"),
        Does.StartWith(version).And.Contain("and two"));
}
