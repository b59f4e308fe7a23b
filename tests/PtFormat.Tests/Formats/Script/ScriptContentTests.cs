using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Script;

/// <summary>TorchScript archives of real PyTorch: what torch.jit.load gives, without running their code.</summary>
sealed class ScriptContentTests
{
    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.Format == "torchscript" && Path.GetFileName(manifest.FilePath) != "sparse.pt"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    static string Scripted(string version) => Repository.Path("fixtures", "torchscript", version, "scripted.pt");

    [Test]
    public void EveryVersionWroteSome() => Assert.That(Files().Select(data => ((Manifest)data.Arguments[0]!).ToString().Split('/')[1]).Distinct(), Is.EquivalentTo(Manifest.Versions));

    [TestCaseSource(nameof(Files))]
    public void TheStateDictIsTorchs(Manifest manifest)
    {
        using PtFile opened = PtFile.Open(manifest.FilePath), loaded = PtFile.Load(manifest.FilePath);
        foreach (PtFile file in (PtFile[])[opened, loaded])
        {
            Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.TorchScript));
            StateDict state = file.StateDict();
            Assert.That(state.IsOrdered);
            Assert.That(ExpectedTensor.Describe(state), Is.EqualTo(ExpectedTensor.All(manifest.Facts.GetProperty("state"))));
        }
    }

    [TestCaseSource(nameof(Files))]
    public void ConstantsAreWhatTheCodeCallsThem(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        StateDict constants = file.StateDict("constants"), named = new();
        foreach ((StateKey name, object? value) in constants)
            named.Add(name.Text!.Replace("CONSTANTS.", ""), value);
        Assert.That(ExpectedTensor.Describe(named), Is.EqualTo(ExpectedTensor.All(manifest.Facts.GetProperty("constants"))));
    }

    [TestCaseSource(nameof(Files))]
    public void ModulesHaveTheirClasses(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        Assert.That(file.Script!.Modules.Select(module => $"{module.Path} {Plain(module.ClassName)}"),
            Is.EqualTo(manifest.Facts.GetProperty("modules").EnumerateArray().Select(module => $"{module.GetProperty("path")} {Plain(module.GetProperty("class").GetString()!)}")));
        Assert.That(file.Script.Modules[0].IsTraining, Is.EqualTo(manifest.Facts.GetProperty("modules")[0].GetProperty("training") is { ValueKind: not JsonValueKind.Null } mode ? mode.GetBoolean() : null));
    }

    [TestCaseSource(nameof(Files))]
    public void AttributesHaveTheValuesThatTorchTells(Manifest manifest)
    {
        JsonElement values = manifest.Facts.GetProperty("values");
        using PtFile file = PtFile.Open(manifest.FilePath);
        Dictionary<string, ValueEntry> found = file.Values.Where(value => value.Path.Length > 0).ToDictionary(value => value.Path);
        foreach (JsonElement value in values.GetProperty("values").EnumerateArray())
        {
            string path = value.GetProperty("path").GetString()!;
            // The dictionary around them is the manifest's own.
            if (path.Length == 0 || !value.TryGetProperty("repr", out JsonElement repr))
                continue;
            Assert.That(found[path].Repr, Is.EqualTo(repr.GetString()), path);
        }
        Dictionary<string, string> tensors = file.Tensors.ToDictionary(entry => entry.Path, entry => $"{entry.DTypeName} {entry.Shape} {TensorHash.Sha256(entry)}");
        foreach (JsonElement tensor in values.GetProperty("tensors").EnumerateArray())
            Assert.That(tensors[tensor.GetProperty("path").GetString()!], Is.EqualTo($"{tensor.GetProperty("dtype")} [{string.Join(", ", tensor.GetProperty("shape").EnumerateArray())}] {tensor.GetProperty("sha256")}"));
    }

    [TestCaseSource(nameof(Files))]
    public void ParametersAreKnownByTheirGradients(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        HashSet<string> state = [.. file.StateDict().Select(entry => $"['{entry.Key}']")];
        string[] parameters = [.. manifest.Facts.GetProperty("parameters").EnumerateArray().Select(parameter => $"['{parameter.GetProperty("path")}']")];
        Assert.That(parameters, Is.SubsetOf(state));
        // torch.jit names a parameter once, under the first of its names, and one may be frozen.
        Assert.That(file.Tensors.Where(entry => state.Contains(entry.Path) && entry.RequiresGrad).DistinctBy(entry => (entry.Tensor!.Storage, entry.Tensor.Layout)).Select(entry => entry.Path),
            Is.EqualTo(parameters.Where(path => path != "['frozen']")));
    }

    [TestCaseSource(nameof(Files))]
    public void TheCodeOfForwardIsInTheFiles(Manifest manifest)
    {
        using PtFile file = PtFile.Load(manifest.FilePath);
        string code = manifest.Facts.GetProperty("code").GetString()!;
        // Torch's printer indents it by the class's two blanks in the file.
        string first = code.Split('\n').First(line => line.Contains("return", StringComparison.Ordinal)).Trim();
        Assert.That(file.Script!.Code.Any(part => part.Text.Contains(first, StringComparison.Ordinal)), first);
        Assert.That(file.Script.Code.Select(part => part.Name), Has.All.StartsWith("__torch__").And.All.EndsWith(".py"));
        Assert.That(file.Container.Version, Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public void SharedStoragesAreKept([ValueSource(typeof(Manifest), nameof(Manifest.Versions))] string version)
    {
        using PtFile file = PtFile.Open(Scripted(version));
        StateDict state = file.StateDict(), attributes = file.StateDict("constants");
        Assert.That(state.Tensor("tied.weight").Storage, Is.SameAs(state.Tensor("a.fc.weight").Storage));
        Assert.That(file.Tensors.Single(entry => entry.Path == "['view']").Tensor!.Storage, Is.SameAs(state.Tensor("w").Storage));
        Assert.That(attributes, Is.Empty);
    }

    [Test]
    public void WhatPyTorchWouldBuildStaysInert([ValueSource(typeof(Manifest), nameof(Manifest.Versions))] string version)
    {
        using PtFile scripted = PtFile.Open(Scripted(version)), quantized = PtFile.Open(Repository.Path("fixtures", "torchscript", version, "quantized.pt"));
        PyObject color = (PyObject)((PyDict)scripted.Root)["color"];
        Assert.That(((PyGlobal)color.Callable).DottedName, Is.EqualTo("__torch__.Color"));
        PyObject packed = (PyObject)((PyDict)quantized.Root)["0._packed_params._packed_params"];
        Assert.That(((PyGlobal)packed.Callable).DottedName, Is.EqualTo("__torch__.torch.classes.quantized.LinearPackedParamsBase"));
        Assert.That(quantized.StateDict(), Is.Empty);
        Assert.That(quantized.Tensors.Where(entry => entry.Kind == TensorKind.Quantized).Select(entry => entry.DTypeName), Is.EqualTo((string[])["qint8"]));
    }

    [Test]
    public void FilesBesideTheCodeAreListed([ValueSource(typeof(Manifest), nameof(Manifest.Versions))] string version)
    {
        using PtFile scripted = PtFile.Open(Scripted(version)), lite = PtFile.Open(Repository.Path("fixtures", "torchscript", version, "lite.ptl"));
        Assert.That(scripted.Script!.ExtraFiles, Is.EquivalentTo((string[])["note.txt", "sub/x.json"]));
        Assert.That(scripted.Script.DebugFiles, Has.All.EndsWith(".py.debug_pkl"));
        Assert.That(scripted.Script.BytecodeVersion, Is.Null);
        Assert.That(lite.Script!.BytecodeVersion, Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public void SparseBuffersAreRead()
    {
        foreach (Manifest manifest in Manifest.All().Where(manifest => manifest.Format == "torchscript" && Path.GetFileName(manifest.FilePath) == "sparse.pt"))
        {
            using PtFile file = PtFile.Open(manifest.FilePath);
            Assert.That(file.Tensors.Select(entry => $"{entry.Path} {entry.DTypeName} {entry.LayoutName} {entry.Shape} {TensorHash.Sha256(entry)}"),
                Is.EqualTo(manifest.Facts.GetProperty("state").EnumerateArray().Select(tensor => $"{tensor.GetProperty("path")} {tensor.GetProperty("dtype")} {tensor.GetProperty("layout")} [{string.Join(", ", tensor.GetProperty("shape").EnumerateArray())}] {tensor.GetProperty("sha256")}")));
        }
    }

    [Test]
    public void RewritingIsRefusedByName()
    {
        using PtFile file = PtFile.Open(Scripted("2.14"));
        Assert.That(() => file.Save(new MemoryStream()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("TorchScript").And.Message.Contains("StateDict()"));
    }

    [TestCaseSource(nameof(Files))]
    public void ConvertingKeepsEveryBit(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        foreach (PtSaveFormat format in (PtSaveFormat[])[PtSaveFormat.Zip, PtSaveFormat.Legacy, PtSaveFormat.Safetensors])
        {
            using MemoryStream output = new();
            file.Save(output, new PtSaveOptions { Format = format });
            using PtFile again = PtFile.Open(output.ToArray());
            StateDict found = again.StateDict();
            foreach ((StateKey name, object? tensor) in file.StateDict())
                // Of tied names safetensors keeps one.
                if (format != PtSaveFormat.Safetensors || found.ContainsKey(name))
                    Assert.That(ExpectedTensor.Sha256((Tensor)found[name]!), Is.EqualTo(ExpectedTensor.Sha256((Tensor)tensor!)), $"{format} {name}");
        }
    }

    [Test]
    public void OnlyWhatWasAllowedIsReadUnderAPolicy()
    {
        Assert.That(() => PtFile.Open(Scripted("2.14"), new PtLoadOptions { Policy = GlobalPolicy.TensorsOnly }), Throws.TypeOf<PtFormatException>()
            .With.Property("Kind").EqualTo(PtErrorKind.ForbiddenGlobal).And.Message.Contains("__torch__"));
    }

    // Names that are taken already get a number, which loading counts anew.
    static string Plain(string name) => Regex.Replace(name, @"___torch_mangle_\d+\.", "");
}
