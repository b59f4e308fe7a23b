using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using static PtFormat.Tests.Cli.CommandLine;

namespace PtFormat.Tests.Cli;

/// <summary>Every verb on files that are not PyTorch's.</summary>
sealed class OtherFormatsTests
{
    static readonly string Model = Models.DigitFixtures.ModelPath("2.14", "modelnet");

    static string Convert(string name, params string[] options)
    {
        string target = Path.Combine(EmptyFolder(), name);
        (int code, _, string error) = Run(["convert", Model, target, .. options]);
        Assert.That((code, error), Is.EqualTo((0, "")));
        return target;
    }

    [TestCase("m.safetensors", "safetensors")]
    [TestCase("m.npz", "npz")]
    [TestCase("m.bin", "safetensors", "--to", "safetensors")]
    [TestCase("m.npz", "npz", "--compress")]
    [TestCase("m", "shards", "--to", "safetensors", "--max-shard-size", "50KB")]
    [TestCase("m", "shards", "--to", "torch", "--max-shard-size", "0.05MB")]
    [TestCase("m", "safetensors", "--to", "safetensors", "--max-shard-size", "1GB")]
    [TestCase("m", "dcp", "--to", "dcp")]
    [TestCase("m", "dcp", "--to", "dcp", "--torch", "2.6")]
    public void EveryVerbWorksOnWhatConvertMakes(string name, string format, params string[] options)
    {
        string target = Convert(name, options);
        Assert.That(Run("diff", Model, target).Code, Is.Zero);
        Assert.That(Run("verify", target).Output, Does.Match(@": ok, [0-9]+ records, [0-9,]+ bytes, 10 tensors"));
        Assert.That(Run("scan", target).Code, Is.Zero);
        using (JsonDocument json = JsonDocument.Parse(Run("inspect", target, "--json").Output))
        {
            Assert.That(json.RootElement.GetProperty("format").GetString(), Is.EqualTo(format));
            Assert.That(json.RootElement.GetProperty("tensors").GetArrayLength(), Is.EqualTo(10));
        }
        Assert.That(Run("inspect", target, "--list").Output, Does.Match(@"conv1\.weight +\[6, 3, 5, 5\] +float32 +1,800 bytes"));
        string arrays = Path.Combine(Path.GetDirectoryName(target)!, "arrays");
        Assert.That(Run("extract", target, arrays).Code, Is.Zero);
        using PtFile one = PtFile.Open(Path.Combine(arrays, "conv1.bias.npy")), whole = PtFile.Open(Model);
        Assert.That(TensorHash.Sha256(one.Tensors[0]), Is.EqualTo(TensorHash.Sha256(whole.Tensors.Single(entry => entry.Path == "['conv1.bias']"))));
        // And back to PyTorch's own.
        string back = Path.Combine(Path.GetDirectoryName(target)!, "back.pt");
        Assert.That(Run("convert", target, back).Code, Is.Zero);
        Assert.That(Run("diff", Model, back).Code, Is.Zero);
        using PtFile torch = PtFile.Open(back);
        Assert.That(torch.Container.Kind, Is.EqualTo(PtContainerKind.Zip));
    }

    [Test]
    public void MetadataAreShown()
    {
        string target = Convert("m.safetensors");
        Assert.That(Run("inspect", target).Output, Does.Contain("\n  format = pt\n"));
        using JsonDocument json = JsonDocument.Parse(Run("inspect", target, "--json").Output);
        Assert.That(json.RootElement.GetProperty("metadata").GetProperty("format").GetString(), Is.EqualTo("pt"));
    }

    [Test]
    public void FloatsAreConvertedInPlace()
    {
        string target = Convert("m.safetensors", "--dtype", "bfloat16");
        Assert.That(Run("convert", target, target, "--dtype", "float16").Code, Is.Zero);
        using PtFile file = PtFile.Open(target);
        Assert.That(file.Tensors.Select(entry => entry.DTypeName), Is.All.EqualTo("float16"));
        Assert.That(file.Container.Metadata, Has.Count.EqualTo(1));
    }

    [Test]
    public void OnePartOfACheckpointIsAskedFor()
    {
        string source = Fixture("checkpoint", "2.14", "adam.pt"), target = Path.Combine(EmptyFolder(), "m.safetensors");
        (int code, _, string error) = Run("convert", source, target);
        Assert.That((code, error), Is.EqualTo((1, error)));
        Assert.That(error, Does.Contain("--state-dict"));
        Assert.That(File.Exists(target), Is.False);
        Assert.That(Run("convert", source, target, "--state-dict", "model_state_dict").Output, Does.Contain("9 tensors"));
    }

    [Test]
    public void TiedNamesAreInTheJson()
    {
        using JsonDocument json = JsonDocument.Parse(Run("convert", Fixture("safetensors", "2.14", "tied.pt"), Path.Combine(EmptyFolder(), "m.safetensors"), "--json").Output);
        Assert.That(json.RootElement.GetProperty("tied").EnumerateArray().Select(row => row.GetProperty("name").GetString()), Is.EqualTo(new[] { "embed.weight", "lm_head.weight" }));
    }

    [Test]
    public void WhatIsLeftOutIsSaid()
    {
        string source = Fixture("exported", "2.14", "net.pt2");
        Assert.That(Run("convert", source, Path.Combine(EmptyFolder(), "m.safetensors")).Output, Does.Contain("left out: constants (2), example_inputs (1)"));
        using JsonDocument json = JsonDocument.Parse(Run("convert", source, Path.Combine(EmptyFolder(), "m.safetensors"), "--json").Output);
        Assert.That(json.RootElement.GetProperty("leftOut").EnumerateArray().Select(row => $"{row.GetProperty("name")} {row.GetProperty("values")}"), Is.EqualTo(new[] { "constants 2", "example_inputs 1" }));
        using JsonDocument whole = JsonDocument.Parse(Run("convert", Fixture("safetensors", "2.14", "tied.pt"), Path.Combine(EmptyFolder(), "m.safetensors"), "--json").Output);
        Assert.That(whole.RootElement.GetProperty("leftOut").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void AFrozenModuleDoesNotBecomeAnEmptyFile()
    {
        string source = Fixture("torchscript", "2.14", "frozen.pt"), target = Path.Combine(EmptyFolder(), "m.safetensors");
        (int code, _, string error) = Run("convert", source, target);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("empty state_dict").And.Contain("constants").And.Contain("--state-dict"));
        Assert.That(File.Exists(target), Is.False);
        Assert.That(Run("convert", source, target, "--state-dict", "constants").Code, Is.Zero);
    }

    [TestCase("torchscript/2.14/scripted.pt", "note.txt", "sub_x.json")]
    [TestCase("exported/2.14/stateless.pt2", "note.txt")]
    [TestCase("exported/2.6/stateless.pt2", "note.txt")]
    public void ExtraFilesComeOut(string source, params string[] expected)
    {
        string folder = EmptyFolder(), file = Fixture(source.Split('/'));
        (int code, string output, _) = Run("extract", file, folder, "--extra");
        Assert.That(code, Is.Zero);
        Assert.That(Directory.EnumerateFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(expected));
        Assert.That(File.ReadAllText(Path.Combine(folder, "note.txt")), Is.EqualTo("hello"));
        Assert.That(output, Does.Contain("note.txt  5 bytes"));
        Assert.That(Run("extract", file, folder, "--extra").Error, Does.Contain("--force"), "it is there now");
        using JsonDocument json = JsonDocument.Parse(Run("extract", file, folder, "--extra", "--force", "--only", "note*", "--json").Output);
        Assert.That(json.RootElement.GetProperty("files").EnumerateArray().Single().GetProperty("name").GetString(), Is.EqualTo("note.txt"));
        Assert.That(Run("extract", Fixture("digits", "2.14", "modelnet.pt"), folder, "--extra").Error, Does.Contain("no extra file"));
    }

    [TestCase("--to", "pickle")]
    [TestCase("--to", "safetensors", "--legacy")]
    [TestCase("--to", "npz", "--torch", "2.6")]
    [TestCase("--to", "dcp", "--max-shard-size", "1GB")]
    [TestCase("--to", "dcp", "--legacy")]
    [TestCase("--max-shard-size", "much")]
    [TestCase("--max-shard-size", "0")]
    public void BadUsageIsExitCode2(params string[] options) => Assert.That(Run(["convert", "a.pt", "b.pt", .. options]).Code, Is.EqualTo(2));

    [Test]
    public void EveryVerbWorksOnWhatManyRanksWrote()
    {
        string folder = Fixture("dcp", "2.14", "mesh-4"), target = Path.Combine(EmptyFolder(), "one.pt"), back = Path.Combine(EmptyFolder(), "back");
        Assert.That(Run("verify", folder).Output, Does.Contain("21 tensors"));
        Assert.That(Run("scan", folder).Output, Does.Contain("0 dangerous, 0 not readable"));
        Assert.That(Run("inspect", folder).Output, Does.Contain("dcp (4 files)").And.Match(@"cube +240 B +float32 +\[3, 5, 4\]"));
        Assert.That(Run("convert", folder, target).Code, Is.Zero);
        Assert.That(Run("diff", folder, target).Code, Is.Zero);
        Assert.That(Run("convert", target, back, "--to", "dcp").Output, Does.Contain("dcp").And.Contain("21 tensors"));
        Assert.That(Run("diff", folder, back).Code, Is.Zero);
        Assert.That(Run("convert", folder, Path.Combine(back, "m.safetensors")).Code, Is.Zero);
        Assert.That(Run("diff", folder, Path.Combine(back, "m.safetensors")).Code, Is.Zero);
        Assert.That(Run("extract", folder, Path.Combine(back, "arrays"), "--only", "cube").Code, Is.Zero);
        using PtFile one = PtFile.Open(Path.Combine(back, "arrays", "cube.npy"));
        Assert.That(one.Tensors[0].Shape!.ToString(), Is.EqualTo("[3, 5, 4]"));
    }

    [Test]
    public void AFolderOfShardsIsScannedFileByFile()
    {
        string folder = Convert("m", "--to", "torch", "--max-shard-size", "50KB");
        (int code, string output, _) = Run("scan", folder);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("pytorch_model-00001-of-"));
        string index = Directory.EnumerateFiles(folder, "*.json").Single();
        Assert.That(Run("scan", index).Error, Does.Contain("scan the folder"));
    }
}
