using System.IO.Compression;
using System.Reflection;
using NUnit.Framework;
using PtFormat.Tests.House;

namespace PtFormat.Package.Tests;

/// <summary>What a package lets others call is what was decided and committed: the baseline of every later version.</summary>
sealed class PackageApiTests
{
    [TestCase("PtFormat", "tests/PtFormat.Tests/House/PublicApi.txt")]
    [TestCase("PtFormat.Gpu", "tests/PtFormat.Package.Tests/PublicApi.Gpu.txt")]
    public void ThePublicApiIsTheCommittedOne(string package, string baseline)
    {
        string accepted = Repository.Path(baseline.Split('/'));
        using ZipArchive archive = Feed.Open(package);
        string[] found =
        [
            .. archive.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)).Select(entry => Path.GetFileNameWithoutExtension(entry.Name))
                .Order(StringComparer.Ordinal).SelectMany(assembly => PublicApi.Of(Assembly.Load(assembly))),
        ];
        Assert.That(found, Is.Not.Empty);
        // The other file is written by the test beside it.
        if (package == "PtFormat.Gpu" && Environment.GetEnvironmentVariable("PTFORMAT_ACCEPT") == "1")
            File.WriteAllText(accepted, string.Join('\n', found) + "\n");
        Assert.That(found, Is.EqualTo(File.ReadAllLines(accepted)), $"{baseline} is the surface that was decided; PTFORMAT_ACCEPT=1 takes over another one");
    }
}
