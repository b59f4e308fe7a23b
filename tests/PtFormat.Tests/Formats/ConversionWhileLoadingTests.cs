using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary><see cref="PtLoadOptions.DType"/> and <see cref="PtLoadOptions.Device"/>.</summary>
sealed class ConversionWhileLoadingTests
{
    static readonly string Digits = Repository.Path("fixtures", "digits", "2.14", "modelnet.pt");

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.IsTorchFile && manifest.RefusedName is null && manifest.Case is "digits" or "views" or "dtypes" or "layouts" or "legacy" or "older" or "checkpoint"
        from dtype in new[] { DType.Float16, DType.BFloat16, DType.Float64 }
        select new TestCaseData(manifest, dtype).SetArgDisplayNames(manifest.ToString(), dtype.Name());

    [TestCaseSource(nameof(Files))]
    public void FloatsAreWhatToMakesOfThemAndTheRestStays(Manifest manifest, DType wanted)
    {
        foreach (bool mapped in (bool[])[false, true])
        {
            using PtFile plain = manifest.Open()[0], converted = manifest.Open(new() { DType = wanted, MemoryMap = mapped })[0];
            Assert.That(converted.Tensors.Select(entry => entry.Path), Is.EqualTo(plain.Tensors.Select(entry => entry.Path)));
            // What sparse, quantized and nested tensors are made of stays as it is.
            string[] composed = [.. plain.Tensors.Where(entry => entry.Kind is not (TensorKind.Strided or TensorKind.Meta)).Select(entry => entry.Path)];
            foreach ((TensorEntry before, TensorEntry after) in plain.Tensors.Zip(converted.Tensors))
            {
                if (Array.Exists(composed, path => before.Path.StartsWith(path, StringComparison.Ordinal)))
                    continue;
                if (before.Tensor is not { } tensor || after.Tensor is not { } found || tensor.Device != Device.Cpu || before.Kind != TensorKind.Strided)
                    continue;
                Tensor expected = tensor.DType.IsFloatingPoint() && tensor.DType.HoldsNumbers() ? tensor.To(wanted) : tensor;
                Assert.That((found.DType, found.Shape), Is.EqualTo((expected.DType, expected.Shape)), before.Path);
                Assert.That(Bytes(found), Is.EqualTo(Bytes(expected)), before.Path);
            }
        }
    }

    [Test]
    public void TensorsThatShareAStorageStillDo()
    {
        Manifest[] views = [.. Manifest.All().Where(manifest => manifest is { Case: "views", IsTorchFile: true })];
        Assert.That(views, Is.Not.Empty);
        foreach (Manifest manifest in views)
        {
            using PtFile plain = manifest.Open()[0], converted = manifest.Open(new() { DType = DType.BFloat16 })[0];
            Assert.That(Sharing(converted), Is.EqualTo(Sharing(plain)), manifest.ToString());
        }
    }

    [Test]
    public void ASliceReadsItsOwnBytes()
    {
        using CountingByteSource source = new(File.ReadAllBytes(Digits));
        using PtFile file = PtFile.Open(source, new() { DType = DType.Float16 });
        Tensor row = file.StateDict().Tensor("fc1.weight").Select(0, 3);
        row.Clone();
        long before = source.BytesRead;
        row.Clone();
        Assert.That(source.BytesRead - before, Is.EqualTo(row.ElementCount * sizeof(float)));
    }

    [Test]
    public void LoadedWholeItIsConvertedToo()
    {
        using PtFile file = PtFile.Load(Digits, new() { DType = DType.BFloat16 });
        Assert.That(file.StateDict().Tensors().Select(named => named.Value.DType), Is.All.EqualTo(DType.BFloat16));
    }

    [Test]
    public void ItCannotBeRewrittenAndSaysWhatToDo()
    {
        using PtFile file = PtFile.Open(Digits, new() { DType = DType.BFloat16 });
        using MemoryStream stream = new();
        Assert.That(() => file.Save(stream), Throws.InvalidOperationException.With.Message.EqualTo(
            $"{Digits} cannot be written again: its tensors were converted to bfloat16 while they were loaded; save its StateDict(), or open it without"));
        Assert.That(() => file.Save(stream, PtSaveOptions.Default), Throws.InvalidOperationException);
        Assert.That(() => file.Replace("['conv1.bias']", Tensor.Zeros([6])), Throws.InvalidOperationException);
        Assert.That(stream.Length, Is.Zero);
    }

    [Test]
    public void OnTheMetaDeviceNothingIsRead()
    {
        using CountingByteSource source = new(File.ReadAllBytes(Digits));
        using PtFile file = PtFile.Open(source, new() { Device = Device.Meta });
        long opened = source.BytesRead;
        StateDict state = file.StateDict();
        Assert.That(state.Tensors().Select(named => named.Value.Device), Is.All.EqualTo(Device.Meta));
        Assert.That(state.Tensor("conv1.weight").Shape, Is.EqualTo(Shape.Create([6, 3, 5, 5])));
        Assert.That(source.BytesRead, Is.EqualTo(opened));
    }

    static string Sharing(PtFile file)
    {
        Dictionary<Storage, int> numbers = new(ReferenceEqualityComparer.Instance);
        return string.Join(" ", file.Tensors.Where(entry => entry.Tensor is not null).Select(entry =>
        {
            Storage storage = entry.Tensor!.Storage;
            if (!numbers.TryGetValue(storage, out int number))
                numbers.Add(storage, number = numbers.Count);
            return $"{number}:{entry.Tensor.Layout}";
        }));
    }

    static byte[] Bytes(Tensor tensor)
    {
        Tensor dense = tensor.Clone();
        byte[] bytes = new byte[dense.Storage.ByteLength];
        dense.Storage.Read(0, bytes);
        return bytes;
    }
}
