using System.Diagnostics;
using NUnit.Framework;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli.Completion;

/// <summary>What shells offer, asked in the shells themselves where there are any.</summary>
sealed class CompletionTests
{
    // Completes what stands in COMP_WORDS, as bash calls it, and prints what it offers.
    const string Ask = "\nCOMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _ptformat; printf '%s\\n' \"${COMPREPLY[@]}\"";

    static string[] Bash(params string[] words)
    {
        string script = Path.Combine(EmptyFolder(), "ask.sh");
        File.WriteAllText(script, Run("completion", "bash").Output + Ask);
        return Shell("bash", [script, .. words]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    static string Shell(string shell, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(shell, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string error = process.StandardError.ReadToEnd(), output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.That((process.ExitCode, error), Is.EqualTo((0, "")));
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore($"there is no {shell} here");
            return "";
        }
    }

    [Test]
    public void BashCompletesVerbs()
    {
        Assert.That(Bash("ptformat", "ins"), Is.EqualTo(new[] { "inspect" }));
        Assert.That(Bash("ptformat", ""), Is.SupersetOf(new[] { "predict", "inspect", "convert", "scan", "devices", "completion" }));
        Assert.That(Bash("ptformat", "--v"), Is.EqualTo(new[] { "--version" }));
    }

    [Test]
    public void BashCompletesOptionsOfTheVerb()
    {
        Assert.That(Bash("ptformat", "inspect", "--st"), Is.EqualTo(new[] { "--stats" }));
        Assert.That(Bash("ptformat", "inspect", "model.pt", "--"), Is.SupersetOf(new[] { "--json", "--hash", "--policy", "--help", "--no-color" }).And.Not.Contain("--sarif"));
        Assert.That(Bash("ptformat", "--no-color", "scan", "--sa"), Is.EqualTo(new[] { "--sarif" }));
    }

    [Test]
    public void BashCompletesValues()
    {
        Assert.That(Bash("ptformat", "convert", "a.pt", "b.pt", "--to", "s"), Is.EqualTo(new[] { "safetensors" }));
        Assert.That(Bash("ptformat", "inspect", "--policy", "=", "t"), Is.EqualTo(new[] { "tensors-only" }));
        Assert.That(Bash("ptformat", "inspect", "--policy", "="), Is.EqualTo(new[] { "default", "tensors-only" }));
        Assert.That(Bash("ptformat", "completion", "f"), Is.EqualTo(new[] { "fish" }));
    }

    [Test]
    public void BashIsLeftTheNamesOfFiles()
    {
        Assert.That(Bash("ptformat", "inspect", "mod"), Is.Empty);
        Assert.That(Bash("ptformat", "extract", "model.pt", "--only", "conv"), Is.Empty);
        Assert.That(Run("completion", "bash").Output, Does.Contain("complete -o default "));
    }

    [TestCase("bash", "-n")]
    [TestCase("zsh", "-n")]
    [TestCase("fish", "--no-execute")]
    public void ShellsTakeTheScript(string shell, string check)
    {
        string script = Path.Combine(EmptyFolder(), "script");
        File.WriteAllText(script, Run("completion", shell).Output);
        Shell(shell, check, script);
    }

    [Test]
    public void FishOffersOptionsAndValues()
    {
        string script = Path.Combine(EmptyFolder(), "script.fish");
        File.WriteAllText(script, Run("completion", "fish").Output);
        Assert.That(Shell("fish", "--no-config", "-c", $"source {script}; complete -C 'ptformat inspect --sta'"), Does.StartWith("--stats\t"));
        Assert.That(Shell("fish", "--no-config", "-c", $"source {script}; complete -C 'ptformat convert a b --to n'"), Does.Match("^npy\t[^\n]*\nnpz\t[^\n]*\n$"));
        Assert.That(Shell("fish", "--no-config", "-c", $"source {script}; complete -C 'ptformat ver'"), Does.StartWith("verify\t"));
    }

    [TestCase("ptformat ver", ExpectedResult = "verify")]
    [TestCase("ptformat inspect --sta", ExpectedResult = "--stats")]
    [TestCase("ptformat convert a b --to s", ExpectedResult = "safetensors")]
    [TestCase("ptformat inspect --policy ", ExpectedResult = "default tensors-only")]
    [TestCase("ptformat completion p", ExpectedResult = "pwsh")]
    public string PowerShellOffersOptionsAndValues(string line)
    {
        string script = Path.Combine(EmptyFolder(), "script.ps1");
        File.WriteAllText(script, Run("completion", "pwsh").Output);
        return Shell("pwsh", "-NoProfile", "-NonInteractive", "-Command", $". '{script}'; (TabExpansion2 '{line}' {line.Length}).CompletionMatches.CompletionText -join ' '").Trim();
    }

    [TestCase("bash")]
    [TestCase("zsh")]
    [TestCase("fish")]
    [TestCase("pwsh")]
    public void EveryShellKnowsEveryVerb(string shell)
    {
        (int code, string script, string error) = Run("completion", shell);
        Assert.That((code, error), Is.EqualTo((0, "")));
        foreach (string verb in new[] { "predict", "inspect", "convert", "diff", "verify", "extract", "scan", "dis", "graph", "devices", "completion" })
            Assert.That(script, Does.Contain(verb), verb);
        Assert.That(script, Does.Contain("tensors-only").And.Contain("max-shard-size"));
    }

    [Test]
    public void AnUnknownShellIsBadUsage() => Assert.That(Run("completion", "csh").Code, Is.EqualTo(2));
}
