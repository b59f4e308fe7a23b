using NUnit.Framework;
using PtFormat.Cli;
using PtFormat.Tests.Models;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class GraphTextTests
{
    static readonly string ModelNet = DigitFixtures.ModelPath("2.14", "modelnet");

    [TestCase(160)]
    [TestCase(80)]
    [TestCase(60)]
    public void AGraphFitsATerminal(int columns)
    {
        string free = Run("graph", ModelNet).Output, fitted = RunOn(new Terminal { Columns = columns }, "graph", ModelNet).Output;
        // The headings above each graph are this program's own.
        Assert.That(Graph(fitted).Max(line => line.Length), Is.LessThanOrEqualTo(columns));
        Assert.That(Words(fitted), Is.EqualTo(Words(free)));
    }

    [Test]
    public void ResultsStayInTheirColumn()
    {
        string[] results = [.. RunOn(new Terminal { Columns = 80 }, "graph", ModelNet).Output.Split("as a session")[1].Split('\n')
            .Where(line => line.Contains("float32 [", StringComparison.Ordinal))];
        Assert.That(results, Has.Length.GreaterThan(5));
        Assert.That(results.Select(line => line.IndexOf("float32 [", StringComparison.Ordinal)).Distinct().ToArray(), Has.Length.EqualTo(1));
    }

    static IEnumerable<string> Graph(string output) => output.Split('\n').Where(line => !line.StartsWith("as a session", StringComparison.Ordinal));

    static string[] Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
