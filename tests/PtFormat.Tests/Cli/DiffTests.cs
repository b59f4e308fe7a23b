using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli;
using PtFormat.Tests.Models;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

sealed class DiffTests
{
    static readonly string Adam = Fixture("checkpoint", "2.14", "adam.pt"), Sgd = Fixture("checkpoint", "2.14", "sgd.pt");

    [Test]
    public void EqualFilesAreEqualWhateverTheirVersion() =>
        Assert.That(Run("diff", Adam, Fixture("checkpoint", "1.13", "adam.pt")), Is.EqualTo((0, "28 tensors: 28 equal (=)\n", "")));

    [Test]
    public void NaNEqualsNaN() =>
        Assert.That(Run("diff", Fixture("npy", "2.14", "arrays.pt"), Fixture("npy", "2.14", "arrays.pt")).Output, Is.EqualTo("33 tensors: 33 equal (=)\n"));

    [Test]
    public void DifferencesAndWhatIsMissingOnEitherSideAreTold()
    {
        (int code, string output, string error) = Run("diff", Adam, Sgd);
        Assert.That((code, error), Is.EqualTo((1, "")));
        Assert.That(output, Does.Match(@"\A~ \['model_state_dict'\]\['0\.weight'\] +largest 0\.0\d+, mean 0\.0\d+\n"));
        Assert.That(output, Does.Match(@"\n- \['optimizer_state_dict'\]\['state'\]\[0\]\['exp_avg'\] +float32 \[2, 1, 3, 3\]\n"));
        Assert.That(output, Does.Match(@"\n\+ [^\n]*\['momentum_buffer'\] +float32 "));
        Assert.That(output, Does.Not.Contain("running_mean"), "what is equal is not listed");
        Assert.That(output, Does.EndWith("\n34 tensors: 4 equal (=), 6 differ (~), 18 only in A (-), 6 only in B (+)\n"));
        Assert.That(Run("diff", Adam, Sgd, "--all").Output, Does.Match(@"\n= \['model_state_dict'\]\['1\.running_mean'\] +float32 \[2\]\n"));
    }

    [Test]
    public void JsonTellsTheNumbers()
    {
        using JsonDocument json = JsonDocument.Parse(Run("diff", Adam, Sgd, "--json").Output);
        Assert.That(json.RootElement.GetProperty("equal").GetBoolean(), Is.False);
        Assert.That(json.RootElement.GetProperty("tensors").GetInt32(), Is.EqualTo(34));
        JsonElement first = json.RootElement.GetProperty("differences")[0];
        Assert.That(first.GetProperty("state").GetString(), Is.EqualTo("values"));
        Assert.That(first.GetProperty("a").GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), Is.EqualTo([2, 1, 3, 3]));
        Assert.That(first.GetProperty("largest").GetDouble(), Is.GreaterThanOrEqualTo(first.GetProperty("mean").GetDouble()).And.Positive);
    }

    [Test]
    public void OneElementOfOneTensorIsEnough()
    {
        // 1.0 in place of a weight: the archive's checksums are looked at by verify, not here.
        byte[] bytes = File.ReadAllBytes(DigitFixtures.ModelPath("2.14", "modelnet"));
        string path = Write("changed.pt", bytes);
        float[] weights = new float[1];
        int at = bytes.Length / 2 & ~3;
        Buffer.BlockCopy(bytes, at, weights, 0, 4);
        BitConverter.GetBytes(weights[0] + 0.5f).CopyTo(bytes, at);
        File.WriteAllBytes(path, bytes);
        (int code, string output, _) = Run("diff", DigitFixtures.ModelPath("2.14", "modelnet"), path);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"\A~ fc1\.weight  largest 0\.5, mean 1\.04\de-05\n\n10 tensors: 9 equal \(=\), 1 differs \(~\)\n\z"));
    }

    [Test]
    public void DTypesAndShapesAreCompared()
    {
        (int code, string output, _) = Run("diff", Fixture("dtypes", "2.14", "int8.pt"), Fixture("dtypes", "2.14", "uint8.pt"));
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("int8 and uint8"));
    }

    [Test]
    public void OnATerminalNamesAreCutInTheMiddleAndLinesFit()
    {
        string output = RunOn(new Terminal { Columns = 72 }, "diff", Adam, Sgd).Output;
        Assert.That(output.Split('\n')[..^2].Max(line => line.Length), Is.LessThanOrEqualTo(72));
        Assert.That(output, Does.Contain("…"));
        Assert.That(Run("diff", Adam, Sgd).Output, Does.Not.Contain("…"));
    }

    [Test]
    public void ABroadcastBombIsRefused()
    {
        // 2^40 elements that are all the same one: legal in a file, and never to be written out.
        string path = CraftedFile.Write("bomb.pt", CraftedFile.Tensor("\u008a\u0006\0\0\0\0\0\u0001\u0085", "K\0\u0085"));
        Assert.That(Run("inspect", path).Code, Is.Zero);
        (int code, _, string error) = Run("diff", path, path);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+MinMaterializedBytes[^\n]+\n\z"));
        Assert.That(Run("extract", path, Path.Combine(Path.GetDirectoryName(path)!, "out")).Error, Does.Contain("MinMaterializedBytes"));
    }
}
