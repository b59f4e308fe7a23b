using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PtFormat.Tests.House;

/// <summary>What the README shows is what there is.</summary>
sealed partial class ReadmeTests
{
    [Test]
    public void TheFirstBlockIsTheTwoCommandsThatCiRuns()
    {
        (string language, string[] lines) = Blocks().First();
        Assert.That(language, Is.EqualTo("sh"));
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[1], Is.EqualTo("dotnet test PtFormat.sln -c Release"), ".ci/run adds its filters to this line");
    }

    [Test]
    public void PathsInCommandsExist()
    {
        foreach ((string language, string[] lines) in Blocks().Where(block => block.Language == "sh"))
            foreach (Match path in lines.SelectMany(line => RepositoryPath().Matches(line)))
                Assert.That(Path.Exists(Repository.Path(path.Value)), path.Value);
    }

    [Test]
    public void CSharpIsTakenFromCodeThatIsCompiled()
    {
        string[] compiled = [.. new[] { "samples", "tests" }.Where(folder => Directory.Exists(Repository.Path(folder))).SelectMany(Sources.In).Select(file => Flat(File.ReadLines(Repository.Path(file))))];
        foreach ((string language, string[] lines) in Blocks().Where(block => block.Language is "csharp" or "cs"))
            Assert.That(compiled.Any(text => text.Contains(Flat(lines), StringComparison.Ordinal)), $"no file under samples or tests holds these lines:\n{string.Join('\n', lines)}");
    }

    // Indentation differs between a file and the README, and so may empty lines.
    static string Flat(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    static List<(string Language, string[] Lines)> Blocks()
    {
        string path = Repository.Path("README.md");
        if (!File.Exists(path))
            Assert.Ignore("this checkout has no README.md");
        return [.. Block().Matches(File.ReadAllText(path).ReplaceLineEndings("\n")).Select(match => (match.Groups["language"].Value, match.Groups["body"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)))];
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?<=^|\s)(?:src|tests|fixtures|samples|benchmarks|docs)/[\w./-]+")]
    private static partial Regex RepositoryPath();
}
