using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Safetensors;

/// <summary>Files of the safetensors library are read as it reads them, and written as it writes them.</summary>
sealed class SafetensorsContentTests
{
    static readonly PtSaveOptions Options = new() { Format = PtSaveFormat.Safetensors };

    static string Written(string name) => Repository.Path("fixtures", "safetensors", "written", name + ".safetensors");

    static string Torch(string name) => Repository.Path("fixtures", "safetensors", "2.14", name + ".pt");

    static byte[] Saved(Action<Stream> save)
    {
        using MemoryStream stream = new();
        save(stream);
        return stream.ToArray();
    }

    [Test]
    public void ManyTensorsRepeatNothing()
    {
        // The limit is on what is gone through again, of which there is nothing here.
        StateDict many = [];
        for (int i = 0; i < 2000; i++)
            many.Add($"t{i}", Tensor.Zeros([1], DType.UInt8));
        PtLoadOptions options = new() { Limits = LoadLimits.Default with { MaxRepeatedItems = 100 } };
        using PtFile file = PtFile.Open(Saved(stream => PtFile.Save(stream, many, Options)), options);
        Assert.That(file.Tensors, Has.Count.EqualTo(2000));
        Assert.That(file.Verify().IsSound);
        Assert.That(file.StateDict(), Has.Count.EqualTo(2000));
    }

    [Test]
    public void WhatIsReadIsWrittenAgain([Values("dtypes", "shapes", "names", "none", "metadata", "strided", "tied")] string name, [Values] bool mapped)
    {
        using PtFile file = PtFile.Open(Written(name), new PtLoadOptions { MemoryMap = mapped });
        Assert.That(Saved(stream => file.Save(stream)), Is.EqualTo(File.ReadAllBytes(Written(name))));
    }

    // torch.save and save_file were given the same tensors.
    [TestCase("dtypes", null)]
    [TestCase("shapes", "pt")]
    [TestCase("names", "")]
    [TestCase("strided", null)]
    public void ATorchFileBecomesTheLibrarysBytes(string name, string? metadata)
    {
        byte[] expected = File.ReadAllBytes(Written(name));
        PtSaveOptions options = Options with
        {
            Metadata = metadata switch { null => [], "" => [new("é\"\\\n\u0001", "\u2028/\u007f\U0001f600")], _ => [new("format", metadata)] },
        };
        using PtFile file = PtFile.Open(Torch(name));
        Assert.That(Saved(stream => file.Save(stream, options)), Is.EqualTo(expected));
        Assert.That(Saved(stream => PtFile.Save(stream, file.StateDict(), options)), Is.EqualTo(expected), "from a StateDict");
        using PtFile loaded = PtFile.Load(Torch(name));
        Assert.That(Saved(stream => loaded.Save(stream, options)), Is.EqualTo(expected), "from memory");
    }

    [Test]
    public void ItBecomesATorchFileWithTheSameTensors([Values("dtypes", "shapes", "names", "strided")] string name, [Values(PtSaveFormat.Zip, PtSaveFormat.Legacy)] PtSaveFormat format)
    {
        using PtFile file = PtFile.Open(Written(name));
        using PtFile torch = PtFile.Open(Saved(stream => file.Save(stream, new PtSaveOptions { Format = format })));
        Assert.That(torch.Tensors.Select(entry => (entry.Path, entry.DTypeName, entry.Shape, TensorHash.Sha256(entry))),
            Is.EqualTo(file.Tensors.Select(entry => (entry.Path, entry.DTypeName, entry.Shape, TensorHash.Sha256(entry)))));
        // And back: no bit was lost.
        PtSaveOptions options = Options with { Metadata = file.Container.Metadata };
        Assert.That(Saved(stream => torch.Save(stream, options)), Is.EqualTo(File.ReadAllBytes(Written(name))));
    }

    [Test]
    public void OneOfTiedNamesIsKeptAndTheOthersAreTold()
    {
        List<(string, string)> told = [];
        using PtFile file = PtFile.Open(Torch("tied"));
        using PtFile made = PtFile.Open(Saved(stream => file.Save(stream, Options with { OnTied = (name, kept) => told.Add((name, kept)) })));
        Assert.That(made.Tensors.Select(entry => entry.Path), Is.EqualTo(new[] { "['again.weight']" }));
        Assert.That(told, Is.EqualTo(new[] { ("embed.weight", "again.weight"), ("lm_head.weight", "again.weight") }));
        Assert.That(made.Container.Metadata.Select(pair => (pair.Key, pair.Value)), Is.EqualTo(told));

        // The library kept the same one of two, and its file has the same texts.
        using PtFile theirs = PtFile.Open(Written("tied"));
        StateDict state = new(file.StateDict());
        state.Remove("again.weight");
        byte[] ours = Saved(stream => PtFile.Save(stream, state, Options));
        using PtFile again = PtFile.Open(ours);
        Assert.That(again.Container.Metadata, Is.EqualTo(theirs.Container.Metadata));
        Assert.That(again.Tensors.Select(entry => entry.Path), Is.EqualTo(theirs.Tensors.Select(entry => entry.Path)));
    }

    [TestCase("complex", "complex128", "PyTorch's own format")]
    [TestCase("sparse", "sparse_coo", "--dense")]
    [TestCase("bsc", "sparse_bsc", "--dense")]
    [TestCase("quantized", "qint8", "--dequantize")]
    [TestCase("nested", "nested", "parts")]
    [TestCase("epoch", "an int", "--state-dict")]
    public void WhatItCannotHoldIsNamedWithARemedy(string name, string what, string remedy)
    {
        using PtFile file = PtFile.Open(Torch("others"));
        StateDict one = new() { [name] = file.RootStateDict()[name] };
        using MemoryStream stream = new();
        ArgumentException error = Assert.Throws<ArgumentException>(() => PtFile.Save(stream, one, Options))!;
        Assert.That(error.Message, Does.Contain($"'{name}'").And.Contain(what).And.Contain(remedy));
        Assert.That(stream.Length, Is.Zero);
    }

    [Test]
    public void WhatIsAskedForIsWrittenOut()
    {
        using PtFile file = PtFile.Open(Torch("others"));
        StateDict all = file.RootStateDict(), some = [];
        foreach (string name in (string[])["sparse", "csr", "csc", "bsr", "bsc", "dense", "quantized"])
            some.Add(name, all[name]);
        using PtFile made = PtFile.Open(Saved(stream => PtFile.Save(stream, some, Options with { Dense = true, Dequantize = true })));
        StateDict found = made.StateDict();
        float[] eye = found.Tensor("dense").ToArray<float>()[..9], counted = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        foreach (string name in (string[])["sparse", "csr", "csc"])
            Assert.That(found.Tensor(name).ToArray<float>(), Is.EqualTo(eye), name);
        foreach (string name in (string[])["bsr", "bsc"])
            Assert.That(found.Tensor(name).ToArray<float>(), Is.EqualTo(counted), name);
        Assert.That(found.Tensor("quantized").ToArray<float>(), Is.EqualTo(new[] { 1f, 2f }));
    }

    [Test]
    public void CoordinatesThatStandTwiceAreNotAdded()
    {
        SparseTensor twice = new(SparseLayout.Coo, [3], Tensor.From<long>([1, 1], [1, 2]), null, Tensor.From<float>(1, 2));
        Assert.That(() => PtFile.Save(Stream.Null, new StateDict { ["w"] = twice }, Options with { Dense = true }), Throws.ArgumentException.With.Message.Contains("coalesce"));
    }

    [Test]
    public void ATensorIsReadOnDemandAndChangedOnesAreSaved()
    {
        using PtFile file = PtFile.Open(Written("shapes"));
        Tensor five = file.StateDict().Tensor("five");
        Assert.That(five.Storage, Is.InstanceOf<RecordStorage>().With.Property("IsLoaded").False);
        Assert.That(five.ToArray<byte>(), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4 }));
        file.Replace("['five']", Tensor.From<byte>(9, 8));
        using PtFile again = PtFile.Open(Saved(stream => file.Save(stream)));
        Assert.That(again.StateDict().Tensor("five").ToArray<byte>(), Is.EqualTo(new byte[] { 9, 8 }));
        Assert.That(again.Container.Metadata, Is.EqualTo(file.Container.Metadata));
    }

    [Test]
    public void FloatsAreConvertedAndSortedAnew()
    {
        using PtFile file = PtFile.Open(Written("strided"));
        file.Convert(DType.BFloat16);
        using PtFile made = PtFile.Open(Saved(stream => file.Save(stream)));
        Assert.That(made.Tensors.Select(entry => entry.DTypeName), Is.All.EqualTo("bfloat16"));
        Assert.That(made.StateDict().Tensor("part").To(DType.Float32).ToArray<float>(), Is.EqualTo(new float[] { 3, 4, 5, 6, 7, 8 }));
    }

    [Test]
    public void MappedTensorsAreTheFilesOwnBytes()
    {
        using PtFile file = PtFile.Open(Written("dtypes"), new PtLoadOptions { MemoryMap = true });
        Assert.That(file.Tensors.Select(entry => entry.Tensor!.Storage.IsWritable), Is.All.False);
        using PtFile read = PtFile.Open(Written("dtypes"));
        Assert.That(file.Tensors.Select(entry => TensorHash.Sha256(entry)), Is.EqualTo(read.Tensors.Select(entry => TensorHash.Sha256(entry))));
    }

    [Test]
    public void AFileCutWhileItIsOpenIsAnError()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ptformat-{Guid.NewGuid():n}.safetensors");
        File.Copy(Written("dtypes"), path);
        try
        {
            using PtFile file = PtFile.Open(path);
            using (FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                stream.SetLength(stream.Length - 1);
            PtFormatException error = Assert.Throws<PtFormatException>(() => file.StateDict().Tensor("bool").ToArray<Bool8>())!;
            Assert.That((error.Kind, error.File), Is.EqualTo((PtErrorKind.Truncated, path)));
            Assert.That(file.Verify().IsSound, Is.False);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void VerifyReadsEveryTensor()
    {
        using PtFile file = PtFile.Open(Written("dtypes"));
        PtVerification report = file.Verify();
        Assert.That((report.IsSound, report.Records, report.Tensors, report.Bytes), Is.EqualTo((true, 20, 20, 19L * 48 + 3)));
        Assert.That(report.UncheckedRecords, Has.Count.EqualTo(20));
    }
}
