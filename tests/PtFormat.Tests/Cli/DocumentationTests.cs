using System.Text.RegularExpressions;
using NUnit.Framework;

namespace PtFormat.Tests.Cli;

/// <summary>What docs/cli.md shows is what the program prints.</summary>
sealed partial class DocumentationTests
{
    static IEnumerable<TestCaseData> Examples() =>
        from Match block in Block().Matches(File.ReadAllText(Repository.Path("docs", "cli.md")).ReplaceLineEndings("\n"))
        select new TestCaseData(block.Groups["command"].Value, block.Groups["output"].Value).SetArgDisplayNames(block.Groups["command"].Value);

    [TestCaseSource(nameof(Examples))]
    public void AnExampleIsReal(string command, string expected)
    {
        string folder = Path.Combine(CommandLine.EmptyFolder(), "arrays");
        string converted = Path.Combine(CommandLine.EmptyFolder(), "converted.pt");
        string[] args = [.. command.Split(' ').Select(arg => arg == "arrays" ? folder : arg.StartsWith("converted.", StringComparison.Ordinal) ? Path.ChangeExtension(converted, Path.GetExtension(arg)) : arg)];
        string before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = Repository.Root;
            (_, string output, string error) = CommandLine.Run(args);
            string pattern = Regex.Escape(expected).Replace("…\\n", "(?:[^\\n]*\\n)+", StringComparison.Ordinal);
            Assert.That((output + error).Replace(folder, "arrays", StringComparison.Ordinal).Replace(Path.ChangeExtension(converted, null), "converted", StringComparison.Ordinal), Does.Match($@"\A{pattern}\z"));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [GeneratedRegex(@"^```console\n\$ ptformat (?<command>[^\n]+)\n(?<output>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
