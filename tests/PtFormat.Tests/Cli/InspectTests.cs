using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class InspectTests
{
    static readonly string Checkpoint = Fixture("checkpoint", "2.14", "adam.pt");

    [Test]
    public void ACheckpointIsATreeWithItsPlainValues()
    {
        string output = Run("inspect", Checkpoint).Output;
        Assert.That(output, Does.Match(@"\n├ epoch +5\n├ model_state_dict +\d+ B  OrderedDict of 10\n│ ├ 0 +\d+ B  2 tensors\n│ │ ├ weight +72 B  float32  \[2, 1, 3, 3\]\n"));
        Assert.That(output, Does.Match(@"\n│ ├ state +\d+ B  dict of 6\n│ │ ├ \[0\] +\d+ B  dict of 3\n│ │ │ ├ step "));
        Assert.That(output, Does.Match(@"\n│ └ param_groups +list of 1\n│   └ \[0\] +dict of 12\n│     ├ lr +0\.001\n│     ├ betas +\(0\.9, 0\.999\)\n"));
        Assert.That(output, Does.Contain("\n28 tensors, 165 elements, 664 bytes in 28 storages\n"));
    }

    [Test]
    public void AListHasALineForEachTensorWithItsWholeName()
    {
        Assert.That(Run("inspect", Models.DigitFixtures.ModelPath("2.14", "modelnet"), "--list").Output, Does.Contain("\nconv1.weight  [6, 3, 5, 5]   float32    1,800 bytes\n").And.Not.Contain("_metadata"));
        Assert.That(Run("inspect", Checkpoint, "--list").Output, Does.Contain("\n['optimizer_state_dict']['state'][0]['exp_avg'] ").And.Not.Contain("epoch"));
    }

    [Test]
    public void UnknownNamesAreListedWithCountAndVerdict()
    {
        string file = Fixture("values", "2.14", "users-2.pt");
        string output = Run("inspect", file).Output;
        Assert.That(output, Does.Contain("\nunknown classes and functions (kept as names, never run):\n"));
        Assert.That(output, Does.Match(@"\n  __main__\.KeywordsOnly +2 times  inert\n"));
        Assert.That(output, Does.Not.Match(@"\n  torch\._utils\._rebuild_tensor_v2 "), "known names are no news");
        Assert.That(Run("inspect", Checkpoint).Output, Does.Not.Contain("unknown"));

        using JsonDocument json = JsonDocument.Parse(Run("inspect", file, "--json").Output);
        Dictionary<string, (int Count, string Verdict)> globals = json.RootElement.GetProperty("globals").EnumerateArray()
            .ToDictionary(g => g.GetProperty("name").GetString()!, g => (g.GetProperty("count").GetInt32(), g.GetProperty("verdict").GetString()!));
        Assert.That(globals["__main__.KeywordsOnly"], Is.EqualTo((2, "inert")));
        Assert.That(globals["torch._utils._rebuild_tensor_v2"].Verdict, Is.EqualTo("allowed"));
    }

    [Test]
    public void NothingInAFileSteersATerminal()
    {
        string steering = $"}}({CraftedFile.Text("\u001b[2J\u009b1m\u202ekey")}{CraftedFile.Tensor()}{CraftedFile.Text("plain")}{CraftedFile.Text("\u001b]0;title\u0007")}"
            + $"{CraftedFile.Text("object")}cuser\nCla\u001b[1mss\n)\u0081}}{CraftedFile.Text("attr\u001b[2J\nibute")}{CraftedFile.Tensor()}sbu";
        string path = CraftedFile.Write("steering.pt", steering);
        foreach (Terminal terminal in new[] { Terminal.None, new Terminal { Columns = 40 } })
            foreach (string[] args in new[] { new[] { "inspect", path }, ["inspect", path, "--json"], ["diff", path, path, "--all"], ["verify", path], ["extract", path, Path.Combine(Path.GetDirectoryName(path)!, "out"), "--force"] })
            {
                (int code, string output, string error) = RunOn(terminal, args);
                Assert.That((code, error), Is.EqualTo((0, "")), args[0]);
                Assert.That(output.Where(c => char.IsControl(c) && c != '\n'), Is.Empty, args[0]);
                if (!args.Contains("--json"))
                    Assert.That(output, Does.Not.Contain("\u202e"), args[0]);
            }
        Assert.That(Run("inspect", path).Output, Does.Match(@"\\x1b\[2J").And.Contain("attr\\x1b[2J ibute"));
    }

    [Test]
    public void OnATerminalLinesFitAndNamesAreCutInTheMiddle()
    {
        string name = $"encoder.{string.Concat(Enumerable.Repeat("layers.", 12))}weight";
        string path = CraftedFile.Write("long.pt", $"}}({CraftedFile.Text(name)}{CraftedFile.Tensor()}u");
        foreach (int columns in new[] { 50, 80, 160 })
            foreach (string[] options in new string[][] { [], ["--list"] })
                Assert.That(RunOn(new Terminal { Columns = columns }, ["inspect", path, .. options]).Output.Split('\n').Skip(1).Max(line => line.Length), Is.LessThanOrEqualTo(columns));
        Assert.That(RunOn(new Terminal { Columns = 80 }, "inspect", path, "--list").Output, Does.Match(@"\nencoder\.layers[^\n]+….*ayers\.weight  \[2\]  float32  8 bytes\n"));
        Assert.That(RunOn(new Terminal { Columns = 80 }, "inspect", path).Output, Does.Match(@"\n└ encoder\.la[^\n]+….*ayers\.weight  8 B  float32  \[2\]\n"));
        Assert.That(Run("inspect", path).Output, Does.Contain(name));
    }

    [Test]
    public void OneLongNameDoesNotWidenTheOtherLines()
    {
        string path = CraftedFile.Write("wide.pt", $"}}({CraftedFile.Text(new string('x', 250))}{CraftedFile.Tensor()}{CraftedFile.Text("short")}{CraftedFile.Tensor()}u");
        Assert.That(Run("inspect", path).Output, Does.Contain("└ short".PadRight(44) + "  8 B  float32  [2]"));
        Assert.That(Run("inspect", path, "--list").Output, Does.Contain("short".PadRight(120) + "  [2]"));
    }

    [Test]
    public void WideCharactersTakeTwoColumns()
    {
        Assert.That(PlainText.Columns("重み"), Is.EqualTo(4));
        Assert.That(PlainText.Fit("重み重み重み", 7), Is.EqualTo("重…重み"));
        Assert.That(PlainText.Fit("abcdefgh", 5), Is.EqualTo("ab…gh"));
        Assert.That(PlainText.FitEnd("abcdefgh", 5), Is.EqualTo("abcd…"));
        Assert.That(PlainText.Pad("重み", 6), Is.EqualTo("重み  "));
    }
}
