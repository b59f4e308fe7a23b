using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Models;

/// <summary>What torch.save(model) wrote becomes our layers, and the same bytes again.</summary>
sealed class ModuleFilesTests
{
    // With what every one of them is refused.
    static readonly Dictionary<string, string> Refused = new()
    {
        ["dataparallel"] = "save model.module",
        ["quantwrapper"] = "new ModuleMap().Add(\"torch.ao.quantization.stubs.QuantWrapper\", () => new QuantWrapper())",
        ["syncbatchnorm"] = "saved => new BatchNorm2d(saved.Int(\"num_features\"), saved.Double(\"eps\"))",
        ["normed-lstm"] = "its weight_hh_l0 is computed, and only StateDict() of such a recurrent layer can be read, into one after WeightNorm(\"weight_hh_l0\")",
        ["with-hooks"] = "_forward_hooks",
        ["optimizer"] = "there is no module here but",
        ["parametrized-state-dict"] = "there is no module here but",
        ["state-dict-mine"] = "there is no module here but",
        ["state-dict-lstm-last"] = "there is no module here but",
        ["state-dict-normed"] = "there is no module here but",
    };

    static IEnumerable<TestCaseData> Files() =>
        from version in WholeModules.Versions
        from path in Directory.GetFiles(Repository.Path("fixtures", "modules", version), "*.pt").Order(StringComparer.Ordinal)
        where Path.GetFileName(path) != "lazy.pt"   // holds a bound method, which no file may hold to be opened
        select new TestCaseData(version, Path.GetFileNameWithoutExtension(path)).SetArgDisplayNames(version, Path.GetFileNameWithoutExtension(path));

    [TestCaseSource(nameof(Files))]
    public void ComesOutAsTheSameBytes(string version, string name)
    {
        string path = WholeModules.Path(version, name);
        using PtFile file = PtFile.Open(path);
        if (Refused.TryGetValue(name, out string? why))
        {
            Assert.That(() => file.Module(WholeModules.Map), Throws.InstanceOf<PtFormatException>().Or.InstanceOf<ArgumentException>().With.Message.Contains(why));
            return;
        }
        Module module = file.Module(WholeModules.Map);
        byte[] expected = File.ReadAllBytes(path), saved = Saved(module, name, version, name.EndsWith("-4", StringComparison.Ordinal) ? 4 : 2);
        Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, saved));
    }

    static IEnumerable<TestCaseData> MadeAnew() =>
        from version in WholeModules.Versions
        from name in WholeModules.Anew.Keys
        where File.Exists(WholeModules.Path(version, name))
        select new TestCaseData(version, name).SetArgDisplayNames(version, name);

    [TestCaseSource(nameof(MadeAnew))]
    public void MadeHereItIsSavedAsTheSameBytes(string version, string name)
    {
        string path = WholeModules.Path(version, name);
        using PtFile file = PtFile.Open(path);
        Module module = WholeModules.Anew[name]();
        module.LoadStateDict(file.StateDict());
        byte[] expected = File.ReadAllBytes(path), saved = Saved(module, name, version, name.EndsWith("-4", StringComparison.Ordinal) ? 4 : 2);
        Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, saved));
    }

    // What came after PyTorch 1.13.
    static readonly string[] Newer =
    [
        "normalization.RMSNorm", "padding.CircularPad1d", "padding.CircularPad2d", "padding.CircularPad3d", "padding.ZeroPad1d", "padding.ZeroPad3d", "pooling.LPPool3d",
    ];

    [Test]
    public void EveryRowOfTheTableHasAFixture([Values("1.13", "2.6", "2.14")] string version)
    {
        HashSet<string> seen = [];
        foreach (string path in Directory.GetFiles(Repository.Path("fixtures", "modules", version), "*.pt").Where(path => Path.GetFileName(path) != "lazy.pt"))
            using (PtFile file = PtFile.Open(path))
                foreach (ValueEntry entry in file.Values)
                    if (entry.TypeName is { } type)
                        seen.Add(type);
        IEnumerable<string> without = TorchNnClasses.Rows.Select(row => row.Path).Where(path => !seen.Contains(path));
        Assert.That(without, Is.EquivalentTo(version == "1.13" ? Newer.Select(name => $"torch.nn.modules.{name}") : []));
    }

    // The names of their weights depend on what else lives in the process: compared with fresh processes, in RealTorchModuleTests.
    static readonly string[] InProcessesOfTheirOwn = ["torch.nn.modules.rnn.GRU", "torch.nn.modules.rnn.RNN"];

    [Test]
    public void EveryRowOfTheTableIsMadeAnew()
    {
        HashSet<string> made = [.. WholeModules.Anew.Values.SelectMany(make => make().NamedModules()).Select(named => TorchNnClasses.Of(named.Module)?.Path).OfType<string>()];
        Assert.That(TorchNnClasses.Rows.Select(row => row.Path).Where(path => !made.Contains(path)), Is.EquivalentTo(InProcessesOfTheirOwn));
    }

    [Test]
    public void WhatPyTorchRefusesToSaveIsRefusedHere([Values("1.13", "2.6", "2.14")] string version)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("fixtures", "modules", version, "manifest.json")));
        Assert.That(manifest.RootElement.GetProperty("unwritable").GetProperty("parametrized.pt").GetString(), Does.Contain("parametrized modules"));
        Linear parametrized = new(2, 2);
        parametrized.SpectralNorm(parametrized: true);
        Assert.That(() => Saved(parametrized, "parametrized", version), Throws.ArgumentException.With.Message.Contains("PyTorch refuses to save such a module, too"));
    }

    [Test]
    public void ASequentialOfAnythingIsLoaded([Values("1.13", "2.6", "2.14")] string version)
    {
        Sequential Load(string name)
        {
            using PtFile file = PtFile.Open(WholeModules.Path(version, name));
            Sequential model = (Sequential)file.Module();
            Assert.That(model.StateDict().Keys, Is.EqualTo(file.StateDict().Keys));
            model.Eval();
            return model;
        }

        Assert.That(Load("encoder-in-sequential").Forward(Tensor.Zeros([3, 4])).Shape.ToString(), Is.EqualTo("[3, 4]"));
        Assert.That(() => Load("cells-in-sequential").Forward(Tensor.Zeros([5, 2])), Throws.InvalidOperationException.With.Message.Contains("'2' is a LstmCell"));
        Assert.That(() => Load("recurrent-in-sequential").Forward(Tensor.Zeros([5, 2])), Throws.InvalidOperationException.With.Message.Contains("'1' is a Gru"));
        Sequential last = Load("lstm-last");
        Assert.That(((Lstm)last[^1]).Forward(last[..^1].Forward(Tensor.Zeros([5, 2]))).H.Shape.ToString(), Is.EqualTo("[1, 2]"));
    }

    [Test]
    public void ANormedModuleHasTheStateDictOfPyTorch([Values("1.13", "2.6", "2.14")] string version)
    {
        using PtFile file = PtFile.Open(WholeModules.Path(version, "normed"));
        StateDict theirs = file.StateDict(), ours = file.Module().StateDict();
        Assert.That(ours.Keys, Is.EqualTo(theirs.Keys));
        Assert.That(ours.Keys.Select(key => key.ToString()), Does.Contain("0.weight_g").And.Contain("1.weight_u").And.Contain("2.bias_v").And.No.Member("2.bias"));
        foreach (StateDict metadata in new[] { theirs.Metadata!, ours.Metadata! })
            Assert.That(metadata.Get<StateDict>("2").Get<StateDict>("spectral_norm").Get<long>("weight.version"), Is.EqualTo(1));
    }

    [Test]
    public void ItsStateDictIsThatOfPyTorch([Values("1.13", "2.6", "2.14")] string version, [Values("mine", "lstm-last", "normed")] string name)
    {
        using PtFile module = PtFile.Open(WholeModules.Path(version, name));
        byte[] expected = File.ReadAllBytes(WholeModules.Path(version, $"state-dict-{name}"));
        foreach (StateDict state in new[] { module.StateDict(), module.Module(WholeModules.Map).StateDict() })
        {
            using MemoryStream stream = new();
            PtFile.Save(stream, state, new() { Producer = WholeModules.Producer(version), Root = $"state-dict-{name}" });
            byte[] saved = stream.ToArray();
            Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, saved));
        }
    }

    [Test]
    public void WhatIsHungOnALayerIsKept([Values("1.13", "2.6", "2.14")] string version)
    {
        Module module;
        StateDict theirs;
        using (PtFile file = PtFile.Open(WholeModules.Path(version, "extras")))
            (module, theirs) = (file.Module(), file.StateDict());
        Assert.That(module.StateDict().Keys, Is.EqualTo(theirs.Keys).And.Not.Empty);
        Assert.That(module.StateDict().Tensor("0.extra").ToArray<float>(), Is.EqualTo(new[] { 1f, 1f }));
        Assert.That(module.NamedBuffers().Select(named => named.Name), Is.EqualTo(new[] { "0.extra", "0.passing" }));
        // The file is closed: all that is written back was read.
        byte[] expected = File.ReadAllBytes(WholeModules.Path(version, "extras")), saved = Saved(module, "extras", version);
        Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, saved));
        module.Eval();
        Assert.That(((Sequential)module).Forward(Tensor.Zeros([3, 2])).Shape.ToString(), Is.EqualTo("[3, 1, 1, 1]"));
    }

    [Test]
    public void TheRemedyForANormedLstmWorks()
    {
        using PtFile file = PtFile.Open(WholeModules.Path("1.13", "normed-lstm"));
        Lstm lstm = new(1, 1);
        lstm.WeightNorm("weight_hh_l0");
        lstm.LoadStateDict(file.StateDict());
        Assert.That(lstm.StateDict().Tensor("weight_hh_l0_v").ToArray<float>(), Is.EqualTo(file.StateDict().Tensor("weight_hh_l0_v").ToArray<float>()));
        Assert.That(() => Saved(lstm, "normed-lstm", "1.13"), Throws.ArgumentException.With.Message.Contains("save StateDict()"));
    }

    [Test]
    public void TheRemedyForSyncBatchNormWorks()
    {
        string path = WholeModules.Path("2.14", "syncbatchnorm");
        using PtFile file = PtFile.Open(path);
        Module module = file.Module(new ModuleMap().Add("torch.nn.modules.batchnorm.SyncBatchNorm", saved => new BatchNorm2d(saved.Int("num_features"), saved.Double("eps"))));
        byte[] expected = File.ReadAllBytes(path), saved = Saved(module, "syncbatchnorm", "2.14");
        Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, saved));
        Assert.That(((BatchNorm2d)module).NumFeatures, Is.EqualTo(2));
    }

    static byte[] Saved(Module module, string name, string version, int protocol = 2)
    {
        using MemoryStream stream = new();
        module.Save(stream, new() { Producer = WholeModules.Producer(version), Root = name, PickleProtocol = protocol });
        return stream.ToArray();
    }
}
