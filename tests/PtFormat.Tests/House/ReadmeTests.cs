using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PtFormat.Tests.House;

/// <summary>What the README and docs show is what there is.</summary>
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
        foreach (string page in Pages())
            foreach ((string language, string[] lines) in Blocks(page).Where(block => block.Language is "csharp" or "cs"))
                Assert.That(compiled.Any(text => text.Contains(Flat(lines), StringComparison.Ordinal)), $"{page}: no file under samples or tests holds these lines:\n{string.Join('\n', lines)}");
    }

    [Test]
    public void VerbsAndOptionsInCommandsExist()
    {
        HashSet<string> verbs = [];
        foreach (string page in Pages())
            foreach (string line in Blocks(page).Where(block => block.Language is "sh" or "console").SelectMany(block => block.Lines))
                foreach (Match command in Command().Matches(line))
                {
                    string verb = command.Groups["verb"].Value;
                    verbs.Add(verb);
                    (int code, string help, _) = Cli.CommandLine.Run(verb, "--help");
                    Assert.That((code, help), Is.Not.EqualTo((2, "")), $"{page}: {line}");
                    foreach (Match option in Option().Matches(command.Groups["rest"].Value))
                        Assert.That(help, Does.Match($"(?m)^  (?:-[^ ]+, )*{Regex.Escape(option.Value)}\\b"), $"{page}: {line}");
                }
        Assert.That(verbs, Has.Count.GreaterThan(8));
    }

    [Test]
    public void LinksBetweenPagesLead()
    {
        foreach (string page in Pages())
            foreach (Match link in Link().Matches(File.ReadAllText(Repository.Path(page.Split('/')))))
            {
                string target = Path.Combine(Path.GetDirectoryName(Repository.Path(page.Split('/')))!, link.Groups["target"].Value);
                Assert.That(Path.Exists(target), $"{page}: {link.Groups["target"].Value}");
            }
    }

    static IEnumerable<string> Pages() => Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.Path("docs"), "*.md"))
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    // Indentation differs between a file and the README, and so may empty lines.
    static string Flat(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    static List<(string Language, string[] Lines)> Blocks(string page = "README.md")
    {
        string path = Repository.Path(page.Split('/'));
        if (!File.Exists(path))
            Assert.Ignore($"this checkout has no {page}");
        return [.. Block().Matches(File.ReadAllText(path).ReplaceLineEndings("\n")).Select(match => (match.Groups["language"].Value, match.Groups["body"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)))];
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<body>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"(?:^|[\s$(])(?:ptformat|dotnet run .*--project src/Cli --) (?<verb>[a-z]+)(?<rest>[^|&#)]*)")]
    private static partial Regex Command();

    [GeneratedRegex(@"(?<= )--[a-z][a-z-]*")]
    private static partial Regex Option();

    // To files of the repository, not to places in them and not to other sites.
    [GeneratedRegex(@"\]\((?<target>(?!https?:|#|mailto:)[^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=^|\s)(?:src|tests|fixtures|samples|benchmarks|docs)/[\w./-]+")]
    private static partial Regex RepositoryPath();
}
