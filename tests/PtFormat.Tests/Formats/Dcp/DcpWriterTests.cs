using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>A checkpoint of one process is written as PyTorch writes it.</summary>
sealed class DcpWriterTests
{
    string _folder = "";

    [SetUp]
    public void MakeAFolder() => _folder = Directory.CreateTempSubdirectory("ptformat-dcp").FullName;

    [TearDown]
    public void DeleteIt() => Directory.Delete(_folder, recursive: true);

    static string Fixture(params string[] parts) => Repository.Path(["fixtures", "dcp", .. parts]);

    [TestCase("2.6")]
    [TestCase("2.14")]
    public void TheItemsAreByteForBytePyTorchs(string version)
    {
        using (PtFile file = PtFile.Open(Fixture(version, "single")))
        {
            StateDict state = file.RootStateDict();
            // The strides of a chunk are no part of the tensor that is put together from it.
            state["transposed"] = state.Tensor("transposed").Transpose(0, 1).Clone().Transpose(0, 1);
            PtFile.SaveDcp(_folder, state, new PtSaveOptions { Producer = version == "2.6" ? PtProducer.Torch26 : PtProducer.Torch214 });
        }
        Assert.That(Directory.EnumerateFiles(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { ".metadata", "__0_0.distcp" }));
        Assert.That(File.ReadAllBytes(Path.Combine(_folder, "__0_0.distcp")), Is.EqualTo(File.ReadAllBytes(Fixture(version, "single", "__0_0.distcp"))));
        Assert.That(Without(Path.Combine(_folder, ".metadata"), "storage_meta"), Is.EqualTo(Without(Fixture(version, "single", ".metadata"), "storage_meta")));
    }

    // The tree without a field: which equal objects are one is left out.
    static string Without(string metadata, string field)
    {
        PickleValue tree = PickleVm.Run(File.ReadAllBytes(metadata), PickleOptions.Default, out _);
        PyDict fields = (PyDict)((PyObject)tree).Effects[0].Value, kept = new();
        foreach ((PickleValue key, PickleValue value) in fields.Entries)
            if (((PyString)key).Value != field)
                kept.Set(key, value);
        return Text(kept);
    }

    static string Text(PickleValue node) => node switch
    {
        PyObject made => $"{made.Callable}{Text(made.Arguments)}{string.Concat(made.Effects.Select(effect => $".{effect.Kind}({Text(effect.Value)})"))}",
        PyDict dict => $"{{{string.Join(", ", dict.Entries.Select(entry => $"{Text(entry.Key)}: {Text(entry.Value)}"))}}}",
        PyTuple tuple => $"({string.Join(", ", tuple.Items.Select(Text))})",
        PyList list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        PyInt number => $"{number.Value}",
        PyString text => $"'{text.Value}'",
        PyGlobal or PyNone or PyBool => $"{node.Kind} {node}",
        _ => throw new AssertionException($"metadata hold no {node.Kind}"),
    };

    [Test]
    public void WhatWasWrittenIsReadAgain([Values("mesh-4", "sharded-4", "single", "flat-2")] string name)
    {
        using PtFile file = PtFile.Open(Fixture("2.14", name));
        file.SaveDcp(_folder);
        using PtFile again = PtFile.Open(_folder);
        Assert.That(again.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry))), Is.EqualTo(file.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry)))));
        Assert.That(again.Values.Select(value => (value.Path, value.Repr)), Is.EqualTo(file.Values.Select(value => (value.Path, value.Repr))));
        Assert.That(again.Verify().IsSound, Is.True);
    }

    [Test]
    public void ViewsAreWrittenWithoutWhatLiesAroundThem()
    {
        Tensor whole = Tensor.From<float>([.. Enumerable.Range(0, 1000).Select(i => (float)i)], [100, 10]);
        PtFile.SaveDcp(_folder, new StateDict { ["part"] = whole.Narrow(0, 3, 2), ["column"] = whole.Narrow(1, 0, 1), ["tied"] = whole, ["again"] = whole });
        using PtFile again = PtFile.Open(_folder);
        StateDict state = again.StateDict();
        Assert.That(state.Tensor("part").ToArray<float>(), Is.EqualTo(Enumerable.Range(30, 20).Select(i => (float)i)));
        Assert.That(state.Tensor("column").ToArray<float>(), Is.EqualTo(Enumerable.Range(0, 100).Select(i => i * 10f)));
        Assert.That(state.Tensor("again").ToArray<float>(), Is.EqualTo(whole.ToArray<float>()));
        Assert.That(new FileInfo(Path.Combine(_folder, "__0_0.distcp")).Length, Is.InRange(2 * 4000, 2 * 4000 + 4 * 2000));
    }

    [Test]
    public void FilesOfOtherRanksAreRemoved()
    {
        foreach (string name in new[] { "__1_0.distcp", "__0_1.distcp", "__12_34.distcp", "__x_0.distcp", "notes.txt" })
            File.WriteAllText(Path.Combine(_folder, name), "");
        PtFile.SaveDcp(_folder, new StateDict { ["w"] = Tensor.Zeros([1]) });
        Assert.That(Directory.EnumerateFiles(_folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { ".metadata", "__0_0.distcp", "__x_0.distcp", "notes.txt" }));
    }

    [Test]
    public void WhatItCannotHoldIsNamedWithARemedy()
    {
        void Refused(object? value, params string[] words)
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => PtFile.SaveDcp(Path.Combine(_folder, "new"), new StateDict { ["a"] = value }))!;
            foreach (string word in words)
                Assert.That(error.Message, Does.Contain(word));
            Assert.That(Directory.Exists(Path.Combine(_folder, "new")), Is.False);
        }

        using PtFile others = PtFile.Open(Repository.Path("fixtures", "safetensors", "2.14", "others.pt"));
        StateDict state = others.StateDict();
        Refused(state["sparse"], "'a'", "sparse_coo", "--dense");
        Refused(state["quantized"], "'a'", "--dequantize");
        Refused(state["nested"], "'a'", "nested");
        Refused(Device.Meta.Allocate(4) is var storage ? new Tensor(storage, Layout.Dense([1]), DType.Float32) : null, "'a'", "meta");
        Assert.That(() => PtFile.SaveDcp(_folder, new StateDict { ["a.b"] = 1L, ["a"] = new StateDict { ["b"] = 2L } }), Throws.ArgumentException.With.Message.Contains("'a.b'"));
        Assert.That(() => PtFile.SaveDcp(_folder, [], new PtSaveOptions { Format = PtSaveFormat.Legacy }), Throws.ArgumentException);
        Assert.That(() => PtFile.SaveDcp(_folder, [], new PtSaveOptions { Producer = PtProducer.Torch113 }), Throws.ArgumentException.With.Message.Contains("Torch214"));
        object? deep = Tensor.Zeros([1]);
        for (int i = 0; i < 70; i++)
            deep = new StateDict { ["x"] = deep };
        Assert.That(() => PtFile.SaveDcp(_folder, (StateDict)deep!), Throws.ArgumentException.With.Message.Contains("levels deep"));
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void WhatIsAskedForIsWrittenOut()
    {
        using PtFile others = PtFile.Open(Repository.Path("fixtures", "safetensors", "2.14", "others.pt"));
        StateDict state = others.StateDict();
        PtFile.SaveDcp(_folder, new StateDict { ["sparse"] = state["sparse"], ["quantized"] = state["quantized"], ["complex"] = state["complex"] }, new PtSaveOptions { Dense = true, Dequantize = true });
        using PtFile again = PtFile.Open(_folder);
        Assert.That(again.StateDict().Tensor("sparse").ToArray<float>(), Is.EqualTo(new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }));
        Assert.That(again.StateDict().Tensor("quantized").DType, Is.EqualTo(DType.Float32));
        Assert.That(again.StateDict().Tensor("complex").DType, Is.EqualTo(DType.Complex128));
    }

    [Test]
    public void NothingIsLeftOfASaveThatIsCancelled()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.That(() => PtFile.SaveDcp(_folder, new StateDict { ["w"] = Tensor.Zeros([1000]) }, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void ProgressCountsBothFiles()
    {
        List<long> told = [];
        PtFile.SaveDcp(_folder, new StateDict { ["a"] = Tensor.Zeros([3000]), ["b"] = 1L, ["c"] = Tensor.Zeros([3000]) }, progress: new Told(told));
        Assert.That(told, Is.Ordered.Ascending);
        Assert.That(told[^1], Is.EqualTo(Directory.EnumerateFiles(_folder).Sum(path => new FileInfo(path).Length)));
    }

    sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value)
        {
            lock (told)
                told.Add(value);
        }
    }
}
