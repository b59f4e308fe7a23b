using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Another dtype for a file's floats.</summary>
sealed class ConvertTests
{
    static PtFile Converted(PtFile file, DType dtype)
    {
        file.Convert(dtype);
        using MemoryStream stream = new();
        file.Save(stream);
        return PtFile.Open(stream.ToArray());
    }

    static string Fixture(string version, string name) => Repository.Path("fixtures", name.Split('/')[0], version, name.Split('/')[1]);

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void EveryKindOfTensor(string version)
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.Path("fixtures", "tensors", version), "*.pt"), .. Directory.EnumerateFiles(Repository.Path("fixtures", "views", version), "*.pt"), .. Directory.EnumerateFiles(Repository.Path("fixtures", "dtypes", version), "*.pt")];
        Assert.That(files, Is.Not.Empty);
        foreach (string path in files)
        {
            using PtFile file = PtFile.Open(path), before = PtFile.Open(path), after = Converted(file, DType.Float64);
            HashSet<string> scales = [.. before.Tensors.Where(entry => entry.Kind == TensorKind.Quantized).Select(entry => entry.Path)];
            foreach ((TensorEntry old, TensorEntry converted) in before.Tensors.Zip(after.Tensors))
            {
                Assert.That((converted.Path, converted.Kind, converted.Shape?.ToString(), converted.IsParameter, converted.RequiresGrad, converted.IsNegated),
                    Is.EqualTo((old.Path, old.Kind, old.Shape?.ToString(), old.IsParameter, old.RequiresGrad, old.IsNegated)));
                Assert.That(converted.Strides, Is.EqualTo(old.Strides), old.Path);
                if (old is not { Kind: TensorKind.Strided, Tensor: { } tensor })
                    continue;
                bool isWeight = tensor.DType.IsFloatingPoint() && tensor.DType.HoldsNumbers() && !scales.Any(place => old.Path.StartsWith(place + ".", StringComparison.Ordinal));
                Assert.That(converted.Tensor!.DType, Is.EqualTo(isWeight ? DType.Float64 : tensor.DType), old.Path);
                byte[] expected = Bytes(isWeight ? tensor.To(DType.Float64) : tensor);
                Assert.That(Bytes(converted.Tensor!).AsSpan().SequenceEqual(expected), Is.True, $"{path} {old.Path}");
            }
        }
    }

    // The neighbours of a file's pickle, read with the same bytes from both sides.
    static byte[] Bytes(Tensor tensor)
    {
        tensor = tensor.Clone();
        byte[] bytes = new byte[tensor.Storage.ByteLength];
        tensor.Storage.Read(0, bytes);
        return bytes;
    }

    [Test]
    public void FloatsOverAStorageThatSomebodyElseUsesGetOneOfTheirOwn()
    {
        Tensor shared = Tensor.From<float>(1, 2, 3);
        using MemoryStream stream = new();
        PtFile.Save(stream, new StateDict { IsOrdered = false, ["a"] = shared, ["b"] = shared.Narrow(0, 1, 2) });
        byte[] bytes = stream.ToArray();
        using PtFile file = PtFile.Open(bytes);
        // A second place that refers to the storage as such.
        PtFormat.Pickle.PyPersistentId id = (PtFormat.Pickle.PyPersistentId)Call(file.Root).Arguments.Items[0];
        ((PtFormat.Pickle.PyDict)file.Root).Set(new PtFormat.Pickle.PyString("raw"), id);
        using PtFile after = Converted(file, DType.Float16);
        Assert.That(after.Container.Records.Count(name => name.StartsWith("data/", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(after.Tensors.Select(entry => entry.DTypeName), Is.All.EqualTo("float16"));
        Assert.That(after.Tensors[1].Tensor!.Storage, Is.SameAs(after.Tensors[0].Tensor!.Storage));
        Assert.That(after.Tensors[1].Tensor!.ToArray<Half>(), Is.EqualTo((Half[])[(Half)2, (Half)3]));

        static PtFormat.Pickle.PyObject Call(PtFormat.Pickle.PickleValue root) => (PtFormat.Pickle.PyObject)((PtFormat.Pickle.PyDict)root).Entries[0].Value;
    }

    [Test]
    public void WhatWasWrittenBeforeIsConvertedAndOnlyRecordsAreRead()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "digits/modelnet.pt"));
        Tensor first = file.Tensors[0].Tensor!, second = file.Tensors[1].Tensor!;
        first.AsSpan<float>()[0] = 0.5f;
        using PtFile after = Converted(file, DType.Float16);
        Assert.That(after.Tensors[0].Tensor!.ToArray<Half>()[0], Is.EqualTo((Half)0.5f));
        Assert.That(((RecordStorage)second.Storage).IsLoaded, Is.False);
        Assert.That(file.Tensors[2].Tensor!.Storage, Is.TypeOf<RecordStorage>().With.Property("IsLoaded").False);
    }

    [Test]
    public void ThereAndBackAreTheSameBytes([Values("1.13", "2.6", "2.14")] string version)
    {
        string path = Fixture(version, "digits/modelnet.pt");
        using PtFile file = PtFile.Open(path), wide = Converted(file, DType.Float64), back = Converted(wide, DType.Float32);
        using MemoryStream stream = new();
        back.Save(stream);
        byte[] expected = File.ReadAllBytes(path), actual = stream.ToArray();
        Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, actual));
    }

    [Test]
    public void OnlyFloatsThatHaveAStorageClassArePossible()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "digits/modelnet.pt"));
        Assert.That(() => file.Convert(DType.Int8), Throws.ArgumentException.With.Message.Contains("int8").And.Message.Contains("bfloat16"));
    }
}
