using System.Text.Json;
using System.Text.RegularExpressions;
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
            Assert.That(line, Does.Match($@"^{Regex.Escape(picture)}  {label}  +\d+\.\d %  █*[▏▎▍▌▋▊▉]?$"));
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
        Assert.That(output, Does.Contain("\n├ conv1      1.8 kB  2 tensors\n│ ├ weight   1.8 kB  float32  [6, 3, 5, 5]\n"));
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

    [Test]
    public void GraphGivesJson()
    {
        (int code, string output, _) = Run("graph", ModelNet, "--batch", "2", "--json");
        Assert.That(code, Is.Zero);
        using JsonDocument json = JsonDocument.Parse(output);
        JsonElement written = json.RootElement.GetProperty("written"), compiled = json.RootElement.GetProperty("compiled");
        Assert.That(Ops(written), Is.EqualTo(new[] { "conv2d", "relu", "max_pool2d", "conv2d", "relu", "max_pool2d", "linear", "relu", "linear", "relu", "linear" }));
        Assert.That(Ops(compiled), Is.EqualTo(new[] { "conv2d", "conv2d", "linear", "linear", "linear" }));
        Assert.That(written.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), Is.EqualTo(new long[] { 2, 3, 32, 32 }));
        Assert.That(compiled.GetProperty("nodes")[0].GetProperty("kernel").GetString(), Does.StartWith("conv2d"));
        Assert.That(compiled.GetProperty("outputs")[0].GetString(), Is.EqualTo("%5"));

        static IEnumerable<string?> Ops(JsonElement graph) => graph.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("op").GetString());
    }

    [Test]
    public void DevicesGivesJson()
    {
        using JsonDocument json = JsonDocument.Parse(Run("devices", "--json").Output);
        JsonElement cpu = json.RootElement.GetProperty("devices")[0];
        Assert.That(cpu.GetProperty("name").GetString(), Is.EqualTo("cpu"));
        Assert.That(cpu.GetProperty("threads").GetInt32(), Is.Positive);
        Assert.That(cpu.GetProperty("kernels").EnumerateArray().Select(kernel => kernel.GetProperty("operation").GetString()), Contains.Item("linear 400→120"));
        Assert.That(json.RootElement.GetProperty("gpus").GetArrayLength(), Is.Zero, "this program has no GPU support");
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
        const string Advice = "dotnet tool install --global PtFormat.Tool";
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

    static IEnumerable<string> Verbs() => Run("--help").Output.Split("Commands:\n")[1].Split("\n\n")[0].Split('\n').Where(line => line.Length > 2 && line[2] != ' ').Select(line => line.Trim().Split(' ')[0]);

    [TestCaseSource(nameof(Verbs))]
    public void EveryVerbExplainsItself(string verb)
    {
        (int code, string output, string error) = Run(verb, "--help");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output, Does.Contain($"\nExamples:\n  ").And.Contain($"  ptformat {verb}").And.Contain("\nExit codes:\n  0    done\n  1    "));
        Assert.That(output.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(100));
    }

    [TestCaseSource(nameof(Verbs))]
    public void ExamplesInHelpAreCommandLinesThatParse(string verb)
    {
        string[] options = [.. Regex.Matches(Run(verb, "--help").Output.Split("\nOptions:\n")[1].Split("\n\n")[0], @"--[a-z-]+").Select(match => match.Value)];
        foreach (string example in Run(verb, "--help").Output.Split("\nExamples:\n")[1].Split("\n\n")[0].Split('\n'))
            foreach (Match option in Regex.Matches(example, @"--[a-z-]+"))
                Assert.That(options, Does.Contain(option.Value), example);
    }

    [Test]
    public void HelpFitsTheTerminal() =>
        Assert.That(CommandLine.RunOn(new Terminal { Columns = 60 }, "scan", "--help").Output.Split("\nExamples:")[0].Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(60));

    [Test]
    public void HelpAndVersionAreNoErrors()
    {
        foreach (string option in new[] { "--help", "--version" })
        {
            (int code, string output, string error) = Run(option);
            Assert.That((code, error), Is.EqualTo((0, "")), option);
            Assert.That(output, Is.Not.Empty, option);
        }
        Assert.That(Verbs(), Is.Not.Empty.And.All.Matches("^[a-z]+$"));
    }

    [Test]
    public void ColoursAreForTerminalsThatShowThem()
    {
        string file = Repository.Path("fixtures", "modules", "2.14", "lazy.pt");
        Terminal colourful = new() { Columns = 80, HasColour = true };
        Assert.That(CommandLine.RunOn(colourful, "scan", file).Output, Does.Contain("\u001B[1;31mdangerous\u001B[0m"));
        Assert.That(CommandLine.RunOn(colourful, "scan", file, "--no-color").Output, Does.Not.Contain("\u001B").And.Contain("dangerous"));
        Assert.That(CommandLine.RunOn(colourful, "--no-color", "scan", file).Output, Does.Not.Contain("\u001B"));
        Assert.That(Run("scan", file).Output, Does.Not.Contain("\u001B"));
    }
}
