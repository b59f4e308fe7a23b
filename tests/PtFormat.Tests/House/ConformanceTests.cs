using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PtFormat.Tests.House;

/// <summary>docs/conformance.md is of the fixtures, layers and operations that there are.</summary>
sealed partial class ConformanceTests
{
    [Test]
    public void ThePageIsCurrent()
    {
        // Errors belong to the machine, and are measured by docs/make-conformance alone.
        string[] page = Error().Replace(File.ReadAllText(ConformancePage.FilePath), "#").Split('\n');
        string[] now = Error().Replace(ConformancePage.Write(), "#").Split('\n');
        Assert.That(page, Is.EqualTo(now), "docs/make-conformance writes it");
    }

    [Test]
    public void EveryLayerWasMeasured()
    {
        string[] rows = [.. File.ReadLines(ConformancePage.FilePath).TakeWhile(line => line != "## Operations").Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Count(c => c == '|') == 6)];
        Assert.That(rows, Has.Length.EqualTo(Nn.LayerTable.Rows.Count));
        foreach (string row in rows)
            Assert.That(row, Does.Match(@"\| (?:0|\d\.\de-\d\d) \|$"));
    }

    [Test]
    public void EveryFileWasAskedAbout() => Assert.That(FixtureReaders.Now.Files, Is.EquivalentTo(FixtureReaders.OnDisk()), "fixtures/conformance.json is of other files: docs/make-conformance writes it");

    // A figure or a dash at the end of a row of a class or an operation.
    [GeneratedRegex(@"(?<=^\| `.*\| )(?:0|\d\.\de-\d\d|–)(?= \|(?: [^|]* \|)?$)", RegexOptions.Multiline)]
    private static partial Regex Error();
}
