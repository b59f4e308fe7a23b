using System.Text.Json;
using NUnit.Framework;
using PtFormat.Cli;
using PtFormat.Tests.Formats;
using PtFormat.Tests.Models;

namespace PtFormat.Tests.Cli;

/// <summary>The program as a new user meets it, with good and bad input.</summary>
sealed class CommandLineTests
{
    static readonly string ModelNet = DigitFixtures.ModelPath("2.14", "modelnet");

    static (int Code, string Output, string Error) Run(params string[] args)
    {
        StringWriter output = new(), error = new();
        int code = new CommandLineProgram(output, error).Run(args);
        return (code, output.ToString(), error.ToString());
    }

    static string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [TestCase("modelnet")]
    [TestCase("digitlstm")]
    public void PredictGivesALinePerPicture(string model)
    {
        (int code, string output, string error) = Run(["predict", DigitFixtures.ModelPath("2.14", model), .. DigitFixtures.Pictures]);
        Assert.That(error, Is.Empty);
        Assert.That(code, Is.Zero);
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(DigitFixtures.Pictures.Length));
        foreach ((string line, string picture) in lines.Zip(DigitFixtures.Pictures))
        {
            string label = Path.GetFileNameWithoutExtension(picture).Split('-')[^1];
            Assert.That(line, Does.Match($@"^{System.Text.RegularExpressions.Regex.Escape(picture)}  {label}  +\d+\.\d %  █*[▏▎▍▌▋▊▉]?$"));
        }
    }

    [Test]
    public void PredictGivesJson()
    {
        (int code, string output, _) = Run("predict", ModelNet, DigitFixtures.Pictures[4], "--json");
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.That(code, Is.Zero);
        Assert.That(json.RootElement.GetProperty("model").GetString(), Is.EqualTo("ModelNet"));
        Assert.That(json.RootElement.GetProperty("predictions")[0].GetProperty("digit").GetInt32(), Is.EqualTo(2));
        Assert.That(json.RootElement.GetProperty("predictions")[0].GetProperty("probabilities").EnumerateArray().Sum(p => p.GetDouble()), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void APictureThatIsNoneDoesNotCostTheOthers()
    {
        string text = Write("letter.png", "dear reader"u8.ToArray());
        (int code, string output, string error) = Run("predict", ModelNet, DigitFixtures.Pictures[0], text, DigitFixtures.Pictures[2]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
        Assert.That(error, Is.EqualTo($"ptformat: {text}: this is no picture: a PNG, JPEG, BMP or GIF of a digit was expected\n"));
    }

    [Test]
    public void InspectPrintsNamesSizesDTypesBytesAndTotals()
    {
        (int code, string output, string error) = Run("inspect", ModelNet);
        Assert.That(error, Is.Empty);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain(": zip (version 3, little-endian, aligned to 64), "));
        Assert.That(output, Does.Contain("conv1.weight  torch.Size([6, 3, 5, 5])   float32    1,800 bytes\n"));
        Assert.That(output, Does.EndWith("10 tensors, 62,006 elements, 248,024 bytes in 10 storages\n"));
    }

    [Test]
    public void InspectSaysWhichTensorsShareAStorage() =>
        Assert.That(Run("inspect", Repository.Path("fixtures", "views", "2.14", "views.pt")).Output, Does.Contain("shares the storage of base"));

    static IEnumerable<TestCaseData> ManifestFiles() =>
        from manifest in Manifest.All()
        where manifest.Case is "digits" or "views" or "checkpoint"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(ManifestFiles))]
    public void InspectJsonIsTheManifest(Manifest manifest)
    {
        (int code, string output, _) = Run("inspect", manifest.FilePath, "--json", "--hash");
        Assert.That(code, Is.Zero);
        using JsonDocument json = JsonDocument.Parse(output);
        Assert.That(json.RootElement.GetProperty("format").GetString(), Is.EqualTo(manifest.Format));
        Assert.That(json.RootElement.GetProperty("tensors").EnumerateArray().Select(Compact), Is.EqualTo(manifest.Facts.GetProperty("tensors").EnumerateArray().Select(Compact)));
    }

    static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    [Test]
    public void GraphPrintsTheOperations()
    {
        (int code, string output, _) = Run("graph", ModelNet, "--batch", "4");
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("= conv2d(%0, conv1.weight, conv1.bias)").And.Contain("float32 [4, 6, 28, 28]"));
    }

    static IEnumerable<TestCaseData> BadFiles()
    {
        byte[] model = File.ReadAllBytes(ModelNet);
        yield return new TestCaseData("nothing.pt", null, "there is no such file").SetArgDisplayNames("no file");
        yield return new TestCaseData("empty.pt", Array.Empty<byte>(), "the file is empty").SetArgDisplayNames("an empty file");
        yield return new TestCaseData("text.pt", "Once upon a time\n"u8.ToArray(), "this looks like text").SetArgDisplayNames("a text file");
        yield return new TestCaseData("picture.pt", File.ReadAllBytes(DigitFixtures.Pictures[0]), "this looks like a PNG picture").SetArgDisplayNames("a picture");
        yield return new TestCaseData("page.pt", "<!DOCTYPE html><html>"u8.ToArray(), "HTML or XML").SetArgDisplayNames("a web page");
        foreach (int length in new[] { 3, 60, 1000, model.Length / 2, model.Length - 1 })
            yield return new TestCaseData("cut.pt", model[..length], null).SetArgDisplayNames($"the first {length} bytes of a model");
    }

    [TestCaseSource(nameof(BadFiles))]
    public void ABadFileIsOneLineAndExitCode1(string name, byte[]? bytes, string? reason)
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, name);
        File.Delete(path);
        if (bytes is not null)
            File.WriteAllBytes(path, bytes);
        foreach (string[] args in new[] { new[] { "inspect", path }, ["predict", path, DigitFixtures.Pictures[0]], ["graph", path], ["diff", ModelNet, path], ["diff", path, ModelNet], ["dis", path], ["extract", path, path + ".out"], ["verify", path] })
        {
            (int code, string output, string error) = Run(args);
            Assert.That(code, Is.EqualTo(1), args[0]);
            Assert.That(output, Is.Empty, args[0]);
            Assert.That(error, Does.Match(@"\Aptformat: [^\n]+\n\z").And.Contain(path), args[0]);
            Assert.That(error, Does.Contain(reason ?? ""), args[0]);
        }
    }

    [Test]
    public void AFolderIsNoFile() =>
        Assert.That(Run("inspect", Repository.Root), Is.EqualTo((1, "", $"ptformat: {Repository.Root} is a directory: a file was expected\n")));

    [Test]
    public void AnUnknownModelIsToldWithWhatWasExpected()
    {
        (int code, _, string error) = Run("predict", Repository.Path("fixtures", "digits", "test.pt"), DigitFixtures.Pictures[0]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain("found 4 entries: images [360, 8, 8]").And.Contain("expected ModelNet"));
    }

    [TestCase]
    [Test]
    public void WithoutGpuSupportTheProgramSaysHowToGetIt()
    {
        const string Advice = "dotnet tool install PtFormat.Cli.Gpu";
        (int code, string output, _) = Run("devices");
        Assert.That((code, output), Is.EqualTo((0, output)));
        Assert.That(output, Does.Contain($"gpu: this program computes on the processor only; the .NET tool has GPU support: {Advice}"));
        (code, _, string error) = Run("predict", "--device", "cuda", ModelNet, DigitFixtures.Pictures[0]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.StartWith("ptformat: device cuda cannot be used: ").And.Contain(Advice));
        (code, output, error) = Run("predict", "--device", "auto", ModelNet, DigitFixtures.Pictures[0]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("label-0.png"));
        Assert.That(error, Does.StartWith("ptformat: cpu: ").And.Contain(Advice));
        (code, _, error) = Run("predict", "--device", "npu", ModelNet, DigitFixtures.Pictures[0]);
        Assert.That((code, error.Contains("auto", StringComparison.Ordinal)), Is.EqualTo((2, true)));
    }

    [TestCase("predict")]
    [TestCase("predict", "model.pt")]
    [TestCase("inspect")]
    [TestCase("inspect", "a.pt", "b.pt")]
    [TestCase("inspect", "a.pt", "--hash")]
    [TestCase("inspect", "a.pt", "--policy", "loose")]
    [TestCase("graph", "a.pt", "--batch", "0")]
    [TestCase("graph", "a.pt", "--batch", "many")]
    [TestCase("diff", "a.pt")]
    [TestCase("diff", "a.pt", "b.pt", "c.pt")]
    [TestCase("dis")]
    [TestCase("dis", "a.pt", "b.pt")]
    [TestCase("extract", "a.pt")]
    [TestCase("extract", "a.pt", "")]
    [TestCase("extract", "a.pt", "out", "--dtype", "int8")]
    [TestCase("extract", "a.pt", "out", "--only")]
    [TestCase("verify", "a.pt", "--hash")]
    [TestCase("--nonsense")]
    [TestCase("inspect", "--nonsense")]
    [TestCase("inspect", "--nonsense", "a.pt")]
    [TestCase("dance")]
    public void BadUsageIsOneLineAndExitCode2(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Match(@"\Aptformat: [^\n]+\n\z"));
    }

    [TestCase("--help")]
    [TestCase("predict", "--help")]
    [TestCase("inspect", "--help")]
    [TestCase("graph", "--help")]
    [TestCase("diff", "--help")]
    [TestCase("dis", "--help")]
    [TestCase("extract", "--help")]
    [TestCase("verify", "--help")]
    [TestCase("--version")]
    public void HelpIsNoError(params string[] args)
    {
        (int code, string output, string error) = Run(args);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Is.Not.Empty);
        if (args.Length == 2)
            Assert.That(output, Does.Contain($"Examples:\n  ptformat {args[0]} "));
    }
}
