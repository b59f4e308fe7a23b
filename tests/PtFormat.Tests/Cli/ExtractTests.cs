using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class ExtractTests
{
    static readonly string Arrays = Fixture("npy", "2.14", "arrays.pt"), Others = Fixture("npy", "2.14", "others.pt");

    [Test]
    public void EveryFileIsWhatNumPySaves()
    {
        string folder = Path.Combine(EmptyFolder(), "made", "new");
        (int code, string output, string error) = Run("extract", Arrays, folder);
        Assert.That((code, error), Is.EqualTo((0, "")));
        string[] expected = Directory.GetFiles(Fixture("npy", "arrays"));
        Assert.That(output, Does.EndWith($"\n{expected.Length} files in {folder}, 15,488 bytes\n"));
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(expected.Select(Path.GetFileName)));
        Assert.Multiple(() =>
        {
            foreach (string file in expected)
                Assert.That(File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file))), Is.EqualTo(File.ReadAllBytes(file)), file);
        });
    }

    [Test]
    public void WhatNpyCannotHoldIsOneErrorBeforeAnythingIsWritten()
    {
        string folder = Path.Combine(EmptyFolder(), "none");
        (int code, string output, string error) = Run("extract", Others, folder);
        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+'brain' is bfloat16, which \.npy cannot hold; --dtype float32 [^\n]+\n\z"));
        Assert.That(Directory.Exists(folder), Is.False);
        Assert.That(Run("extract", Fixture("layouts", "2.14", "coo.pt"), folder).Error, Does.Contain("'coalesced' is a sparse_coo tensor").And.Contain("--only"));
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public void NarrowFloatsBecomeFloat32AndTheRestStays()
    {
        string folder = EmptyFolder();
        (int code, string output, _) = Run("extract", Others, folder, "--dtype", "float32", "--json");
        Assert.That(code, Is.Zero);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("dtype").GetString()), Is.EqualTo(["float32", "float32", "float32", "int64"]));
        foreach (string name in new[] { "half", "brain", "eighth" })
            Assert.That(File.ReadAllBytes(Path.Combine(folder, $"{name}.npy"))[^8..], Is.EqualTo(new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0 }), name);
    }

    [Test]
    public void APatternChooses()
    {
        string folder = EmptyFolder();
        Assert.That(Run("extract", Arrays, folder, "--only", "int?").Code, Is.Zero);
        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EqualTo(["int8.npy"]));
        Assert.That(Run("extract", Arrays, folder, "--only", "nothing*"), Is.EqualTo((1, "", $"ptformat: {Arrays}: no tensor's name fits 'nothing*'; 'ptformat inspect' lists the 33 there are\n")));
    }

    [Test]
    public void AFileThatIsThereStaysWithoutForce()
    {
        string folder = EmptyFolder(), there = Path.Combine(folder, "bool.npy");
        File.WriteAllText(there, "mine");
        (int code, string output, string error) = Run("extract", Arrays, folder);
        Assert.That((code, output, error), Is.EqualTo((1, "", $"ptformat: {there} is there already: --force overwrites\n")));
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllText(there), Is.EqualTo("mine"));
        Assert.That(Run("extract", Arrays, folder, "--force").Code, Is.Zero);
        Assert.That(File.ReadAllBytes(there), Is.EqualTo(File.ReadAllBytes(Fixture("npy", "arrays", "bool.npy"))));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void ALinkIsReplacedAndNotFollowed()
    {
        string folder = EmptyFolder(), outside = Path.Combine(Path.GetDirectoryName(folder)!, "outside.txt");
        File.WriteAllText(outside, "mine");
        File.CreateSymbolicLink(Path.Combine(folder, "bool.npy"), outside);
        File.CreateSymbolicLink(Path.Combine(folder, "int8.npy"), Path.Combine(folder, "nowhere"));
        Assert.That(Run("extract", Arrays, folder, "--only", "int8").Code, Is.EqualTo(1), "a link that leads nowhere is there, too");
        Assert.That(Run("extract", Arrays, folder, "--only", "bool").Code, Is.EqualTo(1));
        Assert.That(Run("extract", Arrays, folder, "--force").Code, Is.Zero);
        Assert.That(File.ReadAllText(outside), Is.EqualTo("mine"));
        Assert.That(new FileInfo(Path.Combine(folder, "bool.npy")).LinkTarget, Is.Null);
    }

    [Test]
    public void ADamagedFileGivesNothing()
    {
        byte[] bytes = File.ReadAllBytes(DigitModel());
        bytes[bytes.Length / 2] ^= 1;
        string path = Write("damaged.pt", bytes), folder = Path.Combine(Path.GetDirectoryName(path)!, "out");
        (int code, string output, string error) = Run("extract", path, folder);
        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.Contain("checksum"));
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public void CancellingLeavesNoHalfFile()
    {
        string folder = EmptyFolder();
        StringWriter output = new(), error = new();
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.That(new CommandLineProgram(output, error).Run(["extract", Arrays, folder], cancelled.Token), Is.EqualTo(130));
        Assert.That(error.ToString(), Is.EqualTo("ptformat: cancelled\n"));
        Assert.That(Directory.EnumerateFileSystemEntries(folder), Is.Empty);
    }

    [Test]
    public void NamesLeadNowhereAndNeverMeet()
    {
        ArrayFileNames names = new();
        Assert.That(new[] { "['model']['fc.weight']", "['../../etc/passwd']", "['..']", "['/abs']", @"['C:\\x']", "['A']", "['a']", "['a']", "", "['con']", "[0].lr", "['-rf']", "['e\\x1b[2J']", "['größe']" }.Select(names.Give),
            Is.EqualTo(["model.fc.weight.npy", "_._etc_passwd.npy", "tensor.npy", "_abs.npy", "C___x.npy", "A.npy", "a-2.npy", "a-3.npy", "tensor-2.npy", "_con.npy", "0.lr.npy", "_-rf.npy", "e_x1b.2J.npy", "gr__e.npy"]));
        Assert.That(names.Give($"['{new string('x', 5000)}']"), Has.Length.LessThan(200));
    }

    static string DigitModel() => Models.DigitFixtures.ModelPath("2.14", "modelnet");
}
