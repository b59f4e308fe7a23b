using NUnit.Framework;
using PtFormat.Cli;
using PtFormat.Formats;
using PtFormat.Tensors;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli.Inspect;

/// <summary>The tree that <c>inspect</c> prints.</summary>
sealed class TensorTreeTests
{
    static readonly string Checkpoint = Fixture("checkpoint", "2.14", "adam.pt");

    static string Inspect(StateDict state, params string[] options)
    {
        string path = Path.Combine(EmptyFolder(), "tree.pt");
        PtFile.Save(path, state);
        (int code, string output, string error) = Run(["inspect", path, .. options]);
        Assert.That((code, error), Is.EqualTo((0, "")));
        return output[(output.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
    }

    static StateDict Weights(params string[] names)
    {
        StateDict state = [];
        foreach (string name in names)
            state[name] = Tensor.Zeros([2]);
        return state;
    }

    [Test]
    public void DottedNamesAreBranchesWithSums() =>
        Assert.That(Inspect(Weights("a.x", "a.y", "b")), Does.StartWith("""
            ├ a    16 B  2 tensors
            │ ├ x   8 B  float32  [2]
            │ └ y   8 B  float32  [2]
            └ b     8 B  float32  [2]

            3 tensors, 6 elements, 24 bytes in 3 storages

            """));

    [Test]
    public void ABranchWithOneThingInItIsNone() =>
        Assert.That(Inspect(Weights("a.b.c.x", "a.b.c.y", "d.w")), Does.StartWith("├ a.b.c  16 B  2 tensors\n│ ├ x     8 B  float32  [2]\n│ └ y     8 B  float32  [2]\n└ d.w     8 B  float32  [2]\n"));

    [Test]
    public void ATensorMayHaveOthersBelowIt() =>
        Assert.That(Inspect(Weights("a.x", "a", "a.y")), Does.StartWith("└ a    24 B  float32  [2]\n  ├ x   8 B  float32  [2]\n  └ y   8 B  float32  [2]\n"));

    [Test]
    public void NumberedMembersThatAreAlikeAreShownOnce()
    {
        StateDict state = Weights([.. from layer in Enumerable.Range(0, 12) from part in new[] { "weight", "bias" } select $"h.{layer}.{part}"]);
        string folded = Inspect(state);
        Assert.That(folded, Does.StartWith("└ h           192 B  24 tensors\n  └ 0…11      192 B  12 alike, each 2 tensors\n    ├ weight    8 B  float32  [2]\n    └ bias      8 B  float32  [2]\n"));
        Assert.That(folded, Does.EndWith("--all shows each\n"));
        string all = Inspect(state, "--all");
        Assert.That(all.Split('\n').Count(line => line.Contains("weight", StringComparison.Ordinal)), Is.EqualTo(12));
        Assert.That(all, Does.Not.Contain("--all"));
    }

    [Test]
    public void WhatDiffersIsNotFolded()
    {
        StateDict state = Weights("w0", "w1", "w2", "w3", "w5");
        state["w4"] = Tensor.Zeros([3]);
        Assert.That(Inspect(state), Does.StartWith("├ w0…3  32 B  float32  [2]  4 alike\n├ w5     8 B  float32  [2]\n└ w4    12 B  float32  [3]\n"));
    }

    [Test]
    public void NamesWithEmptyPartsStayWhole() =>
        Assert.That(Inspect(Weights("a..b", "c.", "d.e f.g")), Does.Contain(" a..b ").And.Contain(" c. ").And.Contain("d.e f.g"));

    [Test]
    public void AModuleShowsWhatItIsMadeOf()
    {
        string file = Fixture("modules", "2.14", "conv2d.pt");
        string output = Run("inspect", file).Output;
        Assert.That(output, Does.Contain("Conv2d(in_channels=").And.Match(@"├ weight +\d+ B  float32 ").And.Not.Contain("_hooks").And.Not.Contain("training"));
        Assert.That(Run("inspect", file, "--all").Output, Does.Contain("._forward_hooks").And.Contain("._parameters").And.Contain(".training"));
    }

    [Test]
    public void EveryLineFitsTheTerminal()
    {
        foreach (string file in new[] { Checkpoint, Fixture("modules", "2.14", "conv2d.pt"), Fixture("layouts", "2.14", "sparse.pt") }.Where(File.Exists))
            foreach (int columns in new[] { 40, 60, 80, 160 })
                foreach (string[] options in new string[][] { [], ["--stats"], ["--list"], ["--all"] })
                {
                    string output = RunOn(new Terminal { Columns = columns }, ["inspect", file, .. options]).Output;
                    foreach (string line in output.Split('\n').Skip(1).Where(line => !line.StartsWith("unknown", StringComparison.Ordinal)))
                        Assert.That(PlainText.Columns(line), Is.LessThanOrEqualTo(columns), line);
                }
    }

    [Test]
    public void StatsStandBesideWhereTheyFitAndBelowElse()
    {
        string wide = RunOn(new Terminal { Columns = 160 }, "inspect", Checkpoint, "--stats").Output, narrow = RunOn(new Terminal { Columns = 80 }, "inspect", Checkpoint, "--stats").Output;
        Assert.That(wide, Does.Match(@"0\.weight +72 B  float32  \[2, 1, 3, 3\] +-?\d.*  mean -?\d").Or.Match(@"weight +72 B  float32  \[2, 1, 3, 3\] .*  mean "));
        Assert.That(narrow, Does.Match(@"weight +72 B  float32  \[2, 1, 3, 3\]\n[│ ]+-?\d.*  mean "));
    }

    [Test]
    public void TonesAreForColourfulTerminals()
    {
        string painted = RunOn(new Terminal { Columns = 80, HasColour = true }, "inspect", Checkpoint).Output;
        Assert.That(painted, Does.Contain("\u001B[36mfloat32\u001B[0m").And.Contain("\u001B[1mmodel_state_dict\u001B[0m"));
        Assert.That(System.Text.RegularExpressions.Regex.Replace(painted, "\u001B\\[[0-9;]*m", ""), Is.EqualTo(RunOn(new Terminal { Columns = 80 }, "inspect", Checkpoint).Output));
    }
}
