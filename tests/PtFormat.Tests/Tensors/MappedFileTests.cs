using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;
using PtFormat.Tests.Formats;

namespace PtFormat.Tests.Tensors;

sealed class MappedFileTests
{
    static readonly PtLoadOptions Mapped = new() { MemoryMap = true };

    static readonly string Digits = Repository.Path("fixtures", "digits", "2.14", "modelnet.pt");

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.IsTorchFile && manifest.RefusedName is null && manifest.Case is "digits" or "views" or "dtypes" or "layouts" or "legacy" or "zip" or "older"
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void EveryTensorIsTheSameAsWhenItIsRead(Manifest manifest)
    {
        foreach ((PtFile read, PtFile mapped) in manifest.Open().Zip(manifest.Open(Mapped)))
            using (read)
            using (mapped)
            {
                Assert.That(mapped.Tensors.Select(entry => entry.Path), Is.EqualTo(read.Tensors.Select(entry => entry.Path)));
                foreach ((TensorEntry one, TensorEntry other) in read.Tensors.Zip(mapped.Tensors))
                    if (one.Tensor is { } tensor && tensor.Device == Device.Cpu)
                        Assert.That(Bytes(other.Tensor!), Is.EqualTo(Bytes(tensor)), one.Path);
            }
    }

    [Test]
    public void AMappedTensorIsReadOnlyAndAligned()
    {
        using PtFile file = PtFile.Open(Digits, Mapped);
        Tensor weight = file.StateDict().Tensor("conv1.weight");
        Assert.That(weight.Storage, Is.InstanceOf<MappedStorage>());
        Assert.That(weight.Storage.IsWritable, Is.False);
        Assert.That(() => weight.AsSpan<float>(), Throws.InvalidOperationException.With.Message.Contains("clone"));
        Assert.That(Address(weight) % 64, Is.Zero);
    }

    [Test]
    public void AfterDisposeATensorRefusesToBeReadAndACloneDoesNot()
    {
        PtFile file = PtFile.Open(Digits, Mapped);
        Tensor weight = file.StateDict().Tensor("conv1.weight");
        Tensor clone = weight.Clone();
        file.Dispose();
        Assert.That(() => weight.ToArray<float>(), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains("clone it before"));
        Assert.That(clone.ToArray<float>(), Has.Length.EqualTo(clone.ElementCount));
    }

    [Test]
    public void TheViewIsUnmappedOnceNobodyHoldsIt()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        int before = Mapping.LiveCount;
        for (int i = 0; i < 20; i++)
            Look();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(Mapping.LiveCount, Is.LessThanOrEqualTo(before));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Look()
        {
            using PtFile file = PtFile.Open(Digits, Mapped);
            Assert.That(file.StateDict().Tensor("conv1.weight").Clone().ElementCount, Is.Positive);
        }
    }

    [Test]
    public void ClosingWhileOthersReadEndsInAnErrorAtWorst()
    {
        for (int round = 0; round < 20; round++)
        {
            PtFile file = PtFile.Open(Digits, Mapped);
            Thread[] readers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                try
                {
                    for (int i = 0; i < 20; i++)
                    {
                        file.Verify();
                        foreach (KeyValuePair<string, Tensor> named in file.StateDict().Tensors())
                            named.Value.Clone();
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }))];
            foreach (Thread reader in readers)
                reader.Start();
            Thread.Sleep(round % 5);
            file.Dispose();
            foreach (Thread reader in readers)
                reader.Join();
        }
    }

    [Test]
    public void ASpanStaysReadableForGood()
    {
        ReadOnlySpan<float> span = Span(out float first);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.That(span[0], Is.EqualTo(first));

        static ReadOnlySpan<float> Span(out float first)
        {
            using PtFile file = PtFile.Open(Digits, Mapped);
            ReadOnlySpan<float> span = file.StateDict().Tensor("conv1.weight").AsReadOnlySpan<float>();
            first = span[0];
            return span;
        }
    }

    [Test]
    public void AModelAdoptsAMappingAndRunsFromIt()
    {
        using PtFile read = PtFile.Open(Digits), mapped = PtFile.Open(Digits, Mapped);
        PtFormat.Models.ModelNet one = new(), other = new();
        one.LoadStateDict(read.StateDict());
        other.LoadStateDict(mapped.StateDict(), assign: true);
        Tensor x = Kernels.Sample.Make([2, 3, 32, 32]);
        Assert.That(other.Forward(x).ToArray<float>(), Is.EqualTo(one.Forward(x).ToArray<float>()));
    }

    [Test]
    public void SavedAgainItIsTheSameFileEvenOverItself()
    {
        string path = Path.Combine(Path.GetTempPath(), $"ptformat-test-{Guid.NewGuid():N}.pt");
        try
        {
            File.Copy(Digits, path);
            using (PtFile file = PtFile.Open(path, Mapped))
            {
                _ = file.Tensors;
                file.Save(path);
            }
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(File.ReadAllBytes(Digits)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void AnEmptyFileIsAnErrorOfItsContent() =>
        Assert.That(() => PtFile.Open("/dev/null", Mapped), Throws.TypeOf<PtFormat.Pickle.PtFormatException>());

    static byte[] Bytes(Tensor tensor)
    {
        Tensor dense = tensor.Clone();
        byte[] bytes = new byte[dense.Storage.ByteLength];
        dense.Storage.Read(0, bytes);
        return bytes;
    }

    static unsafe long Address(Tensor tensor)
    {
        fixed (float* first = tensor.AsReadOnlySpan<float>())
            return (long)first;
    }
}
