using System.Formats.Tar;
using System.IO.Compression;
using NUnit.Framework;
using PtFormat.Fuzz;

namespace PtFormat.Tests.Formats;

/// <summary>Inputs that broke a promise once, and those that reach all the code that fuzzing found.</summary>
sealed class FindingTests
{
    static IEnumerable<TestCaseData> Findings() => Directory.GetFiles(Repository.Path("tests", "PtFormat.Tests", "Formats", "Findings")).Order(StringComparer.Ordinal)
        .Select(path => new TestCaseData(Path.GetFileName(path).Split('-')[0], path).SetArgDisplayNames(Path.GetFileName(path)));

    [TestCaseSource(nameof(Findings))]
    public void IsCured(string harness, string path) => Harness.Find(harness).Run(File.ReadAllBytes(path));

    [Test]
    public void TheCorpusKeepsEveryPromise([Values("pickle", "zip", "legacy", "tar", "file")] string harness)
    {
        using GZipStream inflated = new(File.OpenRead(Repository.Path("fuzz", "corpus", $"{harness}.tar.gz")), CompressionMode.Decompress);
        using TarReader archive = new(inflated);
        int count = 0;
        while (archive.GetNextEntry(copyData: true) is { } entry)
        {
            using MemoryStream input = new();
            entry.DataStream?.CopyTo(input);
            try
            {
                Harness.Find(harness).Run(input.ToArray());
            }
            catch (Exception e)
            {
                throw new AssertionException($"{entry.Name}: {e}");
            }
            count++;
        }
        Assert.That(count, Is.GreaterThan(100));
    }
}
