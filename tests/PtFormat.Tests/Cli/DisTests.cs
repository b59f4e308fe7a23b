using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class DisTests
{
    static readonly string Model = Fixture("zip", "2.14", "bare-tensor.pt");

    [Test]
    public void TheListingShowsOffsetsNestingAndWhatIsBuilt()
    {
        (int code, string output, string error) = Run("dis", Model);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.StartWith("bare-tensor/data.pkl, at 0x40 of the file\n     0x0  PROTO 2\n     0x2  GLOBAL 'torch._utils _rebuild_tensor_v2'\n"));
        Assert.That(output, Does.Contain("\n    0x5f    TUPLE                       # ('storage', torch.FloatStorage, '0', 'cpu', 2)\n"));
        Assert.That(output, Does.EndWith("# the object: torch._utils._rebuild_tensor_v2(…)\n150 bytes\n"));
    }

    [Test]
    public void TheLegacyFormatHasFivePickles()
    {
        foreach (int protocol in Enumerable.Range(0, 6))
        {
            (int code, string output, string error) = Run("dis", Fixture("legacy", "2.14", $"protocol-{protocol}.pt"));
            Assert.That((code, error), Is.EqualTo((0, "")));
            Assert.That(output.Split('\n').Where(line => line.StartsWith("pickle ", StringComparison.Ordinal)).Select(line => line.Split(", ")[1]),
                Is.EqualTo(["magic number", "protocol version", "system", "object", "storage keys"]), $"protocol {protocol}");
        }
    }

    [Test]
    public void EveryFixtureIsListed()
    {
        foreach (string file in Directory.EnumerateFiles(Fixture(), "*.pt", SearchOption.AllDirectories))
        {
            (int code, _, string error) = Run("dis", file);
            Assert.That((code, error), Is.EqualTo((0, "")), file);
        }
    }

    [Test]
    public void WhatWouldBeRefusedIsListedAndNamed()
    {
        string path = CraftedFile.Write("evil.pt", $"cos\nsystem\n{CraftedFile.Text("echo")}\u0085R");
        Assert.That(Run("inspect", path).Code, Is.EqualTo(1));
        (int code, string output, _) = Run("dis", path);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(@"GLOBAL 'os system' +# refused: "));
        Assert.That(output, Does.Contain("# os.system('echo')"));
        Assert.That(Run("dis", Fixture("values", "2.14", "users-2.pt")).Output, Does.Match(@"GLOBAL '__main__ Plain' +# unknown"));
        Assert.That(Run("dis", Fixture("values", "2.14", "users-2.pt"), "--policy", "tensors-only").Output, Does.Match(@"GLOBAL '__main__ Plain' +# refused"));
    }

    [TestCase("\u0080\u0002}q\0(X\u0004\0\0\0half", "the pickle ends without STOP", TestName = "cut short")]
    [TestCase("\u0080\u0002}q\0(X\u0009\0\0\0half", "BINUNICODE needs 9 bytes, 4 are left", TestName = "an argument cut short")]
    [TestCase("\u0080\u0002]\u0086.", "TUPLE2 finds too few values on the stack", TestName = "an empty stack")]
    [TestCase("\u0080\u0002h\u0005.", "BINGET asks for 5, which the memo does not have", TestName = "an empty memo")]
    [TestCase("\u0080\u0002]e.", "APPENDS needs a mark, none is open", TestName = "no mark")]
    [TestCase("\u0080\u0002]\u00ff.", "there is no opcode FF", TestName = "an unknown opcode")]
    public void ABrokenPickleIsListedUpToItsDefect(string pickle, string defect)
    {
        string path = Write("broken.pkl", Encoding.Latin1.GetBytes(pickle));
        (int code, string output, string error) = Run("dis", path);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("0x0  PROTO 2\n").And.Contain("\nbroken: ").And.Contain(defect));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+\n\z").And.Contain(path).And.Contain(defect));
    }

    [Test]
    public void AModelCutAnywhereGivesAListingOrOneLine()
    {
        byte[] bytes = File.ReadAllBytes(Fixture("legacy", "2.14", "protocol-2.pt"));
        string path = Write("cut.pt", []);
        for (int length = 0; length < bytes.Length; length += 7)
        {
            File.WriteAllBytes(path, bytes[..length]);
            (int code, _, string error) = Run("dis", path);
            Assert.That(code, Is.EqualTo(0).Or.EqualTo(1));
            Assert.That(error, code == 0 ? Is.Empty : Does.Match(@"\A(ptformat: [^\n]+\n)+\z"), $"{length} bytes");
        }
    }

    [Test]
    public void JsonHasTheSameLines()
    {
        (int code, string output, _) = Run("dis", Model, "--json");
        Assert.That(code, Is.Zero);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement pickle = json.RootElement.GetProperty("pickles").EnumerateArray().Single();
        Assert.That(pickle.GetProperty("name").GetString(), Is.EqualTo("bare-tensor/data.pkl"));
        Assert.That(pickle.GetProperty("bytes").GetInt32(), Is.EqualTo(150));
        Assert.That(pickle.GetProperty("defect").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(pickle.GetProperty("lines").GetArrayLength(), Is.EqualTo(Run("dis", Model).Output.Split('\n').Length - 3));
    }

    [Test]
    public void OnATerminalLinesFitAndNothingSteersIt()
    {
        string path = CraftedFile.Write("steering.pt", $"}}{CraftedFile.Text($"\u001b[2J\u009b1m\u202e{new string('x', 150)}")}K\u0001s");
        foreach (Terminal terminal in new[] { Terminal.None, new Terminal { Columns = 80 } })
        {
            string output = RunOn(terminal, "dis", path).Output;
            Assert.That(output.Where(c => char.IsControl(c) && c != '\n' || c == '\u202e'), Is.Empty);
            Assert.That(output.Split('\n').Max(line => line.Length), terminal.Columns is null ? Is.GreaterThan(80) : Is.LessThanOrEqualTo(80));
        }
    }
}
