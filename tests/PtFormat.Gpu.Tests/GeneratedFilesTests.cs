using NUnit.Framework;
using PtFormat.KernelGenerator;

namespace PtFormat.Gpu.Tests;

sealed class GeneratedFilesTests
{
    static string Root
    {
        get
        {
            string folder = TestContext.CurrentContext.TestDirectory;
            while (!File.Exists(Path.Combine(folder, "PtFormat.sln")))
                folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no folder above the tests holds PtFormat.sln");
            return folder;
        }
    }

    [Test]
    public void AreWhatTheGeneratorWrites()
    {
        foreach (GeneratedFile file in Generated.Files())
            Assert.That(File.ReadAllText(Path.Combine(Root, file.Path)), Is.EqualTo(file.Text), $"{file.Path}: run dotnet run --project tools/KernelGenerator");
    }

    [Test]
    public void NoneIsLeftBehind() => Assert.That(
        Directory.EnumerateFiles(Path.Combine(Root, "src", "Kernels.Gpu"), "*.g.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Where(path => !path.Contains("/obj/", StringComparison.Ordinal)),
        Is.EquivalentTo(Generated.Files().Select(file => file.Path)));
}
