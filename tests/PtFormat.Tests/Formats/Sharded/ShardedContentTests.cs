using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Sharded;

/// <summary>Checkpoints in several files are read as one, and written as Hugging Face's libraries write them.</summary>
sealed class ShardedContentTests
{
    string _folder = "";

    [SetUp]
    public void MakeAFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-shards").FullName;

    [TearDown]
    public void DeleteIt() => Directory.Delete(_folder, recursive: true);

    static string Fixture(params string[] parts) => Repository.Path(["fixtures", "shards", .. parts]);

    static readonly PtSaveOptions Safetensors = new() { Format = PtSaveFormat.Safetensors };

    [Test]
    public void TheFilesAreTheLibrarys([Values("safetensors", "bin")] string kind, [Values(300, 100_000)] long size)
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "tensors.pt"));
        StateDict state = file.StateDict();
        List<string> tied = [];
        if (kind == "safetensors")
            state.Remove("lm_head.weight");
        IReadOnlyList<string> names = PtFile.SaveShards(_folder, state, size, kind == "bin" ? null : Safetensors with { OnTied = (name, _) => tied.Add(name) });
        string expected = Fixture($"{kind}-{size}");
        Assert.That(names.Order(StringComparer.Ordinal), Is.EqualTo(Directory.EnumerateFiles(expected).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        Assert.That(Directory.EnumerateFiles(_folder).Count(), Is.EqualTo(names.Count));
        foreach (string name in names)
            Assert.That(File.ReadAllBytes(Path.Combine(_folder, name)), Is.EqualTo(File.ReadAllBytes(Path.Combine(expected, name))), name);
        Assert.That(tied, Is.Empty);
    }

    [Test]
    public void OneStateDictComesOfAll([Values("safetensors-300", "bin-300", "safetensors-100000", "bin-100000")] string name, [Values] bool byFolder, [Values("open", "mapped", "load", "async")] string how)
    {
        string path = Fixture(name);
        if (!byFolder)
            path = Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Last();
        using PtFile file = how switch
        {
            "load" => PtFile.Load(path),
            "async" => PtFile.OpenAsync(path).GetAwaiter().GetResult(),
            _ => PtFile.Open(path, new PtLoadOptions { MemoryMap = how == "mapped" }),
        };
        using PtFile whole = PtFile.Open(Fixture("2.14", "tensors.pt"));
        Dictionary<string, string?> wanted = whole.Tensors.ToDictionary(entry => entry.Path, entry => TensorHash.Sha256(entry));
        if (name.StartsWith("safetensors", StringComparison.Ordinal))
            wanted.Remove("['lm_head.weight']");
        Assert.That(file.Tensors.ToDictionary(entry => entry.Path, entry => TensorHash.Sha256(entry)), Is.EquivalentTo(wanted));
        if (how != "load")
            Assert.That(file.Verify().IsSound, Is.True);
        StateDict state = file.StateDict();
        if (name.StartsWith("bin", StringComparison.Ordinal))
            Assert.That(state.Tensor("lm_head.weight").Storage, Is.SameAs(state.Tensor("embed.weight").Storage));
        Assert.That(file.Container.Kind, Is.EqualTo(name switch { "safetensors-300" or "bin-300" => PtContainerKind.Shards, "bin-100000" => PtContainerKind.Zip, _ => PtContainerKind.Safetensors }));
    }

    [Test]
    public void TensorsAreConvertedOnTheWayAsInOneFile()
    {
        using PtFile file = PtFile.Open(Fixture("bin-300"), new PtLoadOptions { DType = DType.BFloat16 });
        Assert.That(file.Tensors.Select(entry => entry.DTypeName).Distinct(), Is.EquivalentTo(new[] { "bfloat16", "int64" }));
    }

    [Test]
    public void ItBecomesOneFile([Values("safetensors-300", "bin-300")] string name)
    {
        string target = Path.Combine(_folder, "one.pt");
        using (PtFile file = PtFile.Open(Fixture(name)))
        {
            file.Save(target, new PtSaveOptions());
            Assert.That(() => file.Save(Path.Combine(_folder, "same")), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("SaveShards"));
        }
        using PtFile one = PtFile.Open(target), all = PtFile.Open(Fixture(name));
        Assert.That(one.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry))), Is.EqualTo(all.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry)))));
        Assert.That(Directory.EnumerateFiles(_folder).Count(), Is.EqualTo(1));
    }

    [Test]
    public void TiedNamesAreToldAndAnEarlierSaveIsReplaced()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "tensors.pt"));
        List<(string, string)> tied = [];
        PtFile.SaveShards(_folder, file.StateDict(), 300, Safetensors with { OnTied = (name, kept) => tied.Add((name, kept)) });
        Assert.That(tied, Is.EqualTo(new[] { ("lm_head.weight", "embed.weight") }));
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{}");
        Assert.That(PtFile.SaveShards(_folder, file.StateDict(), 1 << 20, Safetensors), Is.EqualTo(new[] { "model.safetensors" }));
        Assert.That(Directory.EnumerateFiles(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "config.json", "model.safetensors" }));
    }

    [Test]
    public void WhatCannotBeSavedLeavesTheFolderAsItWas()
    {
        File.WriteAllText(Path.Combine(_folder, "model.safetensors"), "old");
        StateDict state = new() { ["w"] = Tensor.Zeros([2]), ["epoch"] = 3L };
        Assert.That(() => PtFile.SaveShards(_folder, state, 4, Safetensors), Throws.ArgumentException.With.Message.Contains("'epoch'"));
        Assert.That(() => PtFile.SaveShards(_folder, state, 0, Safetensors), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => PtFile.SaveShards(_folder, state, 4, new PtSaveOptions { Format = PtSaveFormat.Npz }), Throws.ArgumentException);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        state.Remove("epoch");
        Assert.That(() => PtFile.SaveShards(_folder, state, 4, Safetensors, cancellation: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.EnumerateFiles(_folder).Select(File.ReadAllText), Is.EqualTo(new[] { "old" }));
    }
}
