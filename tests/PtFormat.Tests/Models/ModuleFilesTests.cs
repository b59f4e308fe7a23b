using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Pickle;
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
        ["weight-norm"] = "_forward_pre_hooks",
        ["with-hooks"] = "_forward_hooks",
        ["optimizer"] = "there is no module here but",
        ["parametrized-state-dict"] = "there is no module here but",
        ["state-dict-mine"] = "there is no module here but",
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

    [Test]
    public void EveryRowOfTheTableHasAFixture()
    {
        HashSet<string> seen = [];
        foreach (string path in Directory.GetFiles(Repository.Path("fixtures", "modules", "2.14"), "*.pt").Where(path => Path.GetFileName(path) != "lazy.pt"))
            using (PtFile file = PtFile.Open(path))
                foreach (ValueEntry entry in file.Values)
                    if (entry.TypeName is { } type)
                        seen.Add(type);
        Assert.That(TorchNnClasses.Rows.Select(row => row.Path).Where(path => !seen.Contains(path)), Is.Empty);
    }

    [Test]
    public void ItsStateDictIsThatOfPyTorch([Values("1.13", "2.6", "2.14")] string version)
    {
        using PtFile module = PtFile.Open(WholeModules.Path(version, "mine"));
        using MemoryStream stream = new();
        PtFile.Save(stream, module.StateDict(), new() { Producer = WholeModules.Producer(version), Root = "state-dict-mine" });
        byte[] expected = File.ReadAllBytes(WholeModules.Path(version, "state-dict-mine")), saved = stream.ToArray();
        Assert.That(saved.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, saved));
        Assert.That(module.Module(WholeModules.Map).StateDict().Keys, Is.EqualTo(module.StateDict().Keys));
    }

    static byte[] Saved(Module module, string name, string version, int protocol = 2)
    {
        using MemoryStream stream = new();
        module.Save(stream, new() { Producer = WholeModules.Producer(version), Root = name, PickleProtocol = protocol });
        return stream.ToArray();
    }
}
