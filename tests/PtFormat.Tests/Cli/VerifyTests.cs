using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PtFormat.Tests.Models;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class VerifyTests
{
    static readonly string Model = DigitFixtures.ModelPath("2.14", "modelnet");

    [Test]
    public void ASoundFileIsOk() =>
        Assert.That(Run("verify", Model), Is.EqualTo((0, $"{Model}: ok, 16 records, 249,058 bytes, 10 tensors\n", "")));

    [Test]
    public void ProblemsOfOneKindAreOneLine()
    {
        byte[] bytes = File.ReadAllBytes(Model);
        // In the weights of the first and the third layer.
        bytes[2000] ^= 1;
        bytes[bytes.Length / 2] ^= 1;
        (int code, string output, string error) = Run("verify", Write("damaged.pt", bytes));
        Assert.That((code, output), Is.EqualTo((1, "")));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+checksum[^\n]+\(and 1 more like it: modelnet/data/\d\)\n\z"));
    }

    [Test]
    public void ARecordThatNoTensorUsesIsCheckedToo()
    {
        string path = CraftedFile.Write("unused.pt", "N");
        Assert.That(Run("verify", path).Output, Does.Contain(": ok, 4 records, ").And.Contain(" 0 tensors"));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf("data/0"u8) + 10] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.That(Run("inspect", path).Code, Is.Zero);
        Assert.That(Run("verify", path).Error, Does.Contain("crafted/data/0"));
    }

    [Test]
    public void EveryWrongTensorIsListedOnce()
    {
        // Two that reach past the end of their storage, one of them at two paths, between two that do not.
        string wrong = CraftedFile.Tensor("K\u0009\u0085");
        string path = CraftedFile.Write("wrong.pt", $"]({CraftedFile.Tensor()}{wrong}q\u0001h\u0001{wrong}{CraftedFile.Tensor()}e");
        Assert.That(Run("verify", path).Error, Does.Match(@"\Aptformat: [^\n]+\(and 1 more like it: crafted/data.pkl @0x[0-9a-f]+\)\n\z"));
        using JsonDocument json = JsonDocument.Parse(Run("verify", path, "--json").Output);
        Assert.That(json.RootElement.GetProperty("problems").GetArrayLength(), Is.EqualTo(2));
        Assert.That(json.RootElement.GetProperty("tensors").GetInt32(), Is.Zero);
    }

    [Test]
    public void JsonListsEveryProblem()
    {
        byte[] bytes = File.ReadAllBytes(Model);
        bytes[bytes.Length / 2] ^= 1;
        (int code, string output, string error) = Run("verify", Write("damaged.pt", bytes), "--json");
        Assert.That((code, error), Is.EqualTo((1, "")));
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("ok").GetBoolean(), Is.False);
        JsonElement problem = json.RootElement.GetProperty("problems").EnumerateArray().Single();
        Assert.That(problem.GetProperty("kind").GetString(), Is.EqualTo("Checksum"));
        Assert.That(problem.GetProperty("record").GetString(), Does.StartWith("modelnet/data/"));
    }

    [Test]
    public void RecordsWithoutChecksumAreTold()
    {
        string path = Fixture("zip", "2.14", "without-crc.pt");
        (int code, string output, _) = Run("verify", path);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(@": ok, .*; \d+ records without checksum\n\z"));
    }

    [Test]
    public void AFileThatCannotBeOpenedIsAProblem()
    {
        string path = Write("text.pt", Encoding.UTF8.GetBytes("Once upon a time\n"));
        Assert.That(Run("verify", path).Error, Does.Contain("this looks like text"));
        (int code, string output, _) = Run("verify", path, "--json");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("\"kind\":\"Unsupported\""));
        Assert.That(Run("verify", path + ".none"), Is.EqualTo((1, "", $"ptformat: {path}.none: there is no such file\n")));
    }
}
