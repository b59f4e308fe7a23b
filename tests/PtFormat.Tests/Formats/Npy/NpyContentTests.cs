using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Npy;

/// <summary>NumPy's files are written as NumPy writes them. (ManifestTests says that they are read as NumPy reads them.)</summary>
sealed class NpyContentTests
{
    static string Written(string name) => Repository.Path("fixtures", "arrays", "written", name);

    static byte[] Saved(Action<Stream> save)
    {
        using MemoryStream stream = new();
        save(stream);
        return stream.ToArray();
    }

    static IEnumerable<string> Same() =>
        from path in Directory.EnumerateFiles(Repository.Path("fixtures", "arrays", "written"), "*.np?").Order(StringComparer.Ordinal)
        let name = Path.GetFileName(path)
        // The others become what NumPy would write today: little-endian, version 1.0, its own header's spelling.
        where !name.StartsWith("big-", StringComparison.Ordinal) && name is not ("version-2.npy" or "version-3.npy" or "python-2.npy" or "deflated.npz" or "streamed.npz")
        select name;

    [TestCaseSource(nameof(Same))]
    public void WhatIsReadIsWrittenAgain(string name)
    {
        foreach (bool mapped in (bool[])[false, true])
        {
            using PtFile file = PtFile.Open(Written(name), new PtLoadOptions { MemoryMap = mapped });
            Assert.That(Saved(stream => file.Save(stream)), Is.EqualTo(File.ReadAllBytes(Written(name))));
        }
    }

    [TestCase("big-f4.npy", "little-f4.npy")]
    [TestCase("version-2.npy", "fortran.npy")]
    [TestCase("version-3.npy", "version-1.npy")]
    public void OthersBecomeWhatNumPyWritesToday(string name, string like)
    {
        using PtFile file = PtFile.Open(Written(name)), wanted = PtFile.Open(Written(like));
        byte[] again = Saved(stream => file.Save(stream));
        using PtFile made = PtFile.Open(again);
        Assert.That(TensorHash.Sha256(made.Tensors[0]), Is.EqualTo(TensorHash.Sha256(file.Tensors[0])));
        Assert.That(again.AsSpan(0, 128).SequenceEqual(File.ReadAllBytes(Written(like)).AsSpan(0, 128)), Is.True, "the header");
        Assert.That(made.Container.IsBigEndian, Is.False);
    }

    [Test]
    public void FieldsOfRecordsAreNamedAsInPython()
    {
        using PtFile file = PtFile.Open(Written("records-nested.npy")), archive = PtFile.Open(Written("records.npz"));
        string[] names = ["['p']['x']", "['p']['y']", "['q']", "['r']['s']", "['r']['t']['u']"];
        Assert.That(file.Tensors.Select(entry => entry.Path), Is.EqualTo(names));
        Assert.That(file.Tensors.Select(entry => entry.Shape.ToString()), Is.EqualTo(new[] { "[2]", "[2]", "[2, 2, 3]", "[2, 2]", "[2, 2, 2]" }));
        Assert.That(archive.Tensors.Select(entry => entry.Path).Where(path => path.StartsWith("['nested']", StringComparison.Ordinal)), Is.EqualTo(names.Select(name => "['nested']" + name)));
        Assert.That(archive.Verify().IsSound, Is.True);
    }

    [TestCase("records-nested.npy", "['r']['t']['u']")]
    [TestCase("records-nested.npy", "['p']['y']")]
    [TestCase("records-order.npy", "['b']")]
    [TestCase("records-big.npy", "['b']")]
    [TestCase("records-aligned.npy", "['b']")]
    [TestCase("records.npz", "['nested']['r']['s']")]
    public void AFieldIsReplacedInItsRecords(string name, string path)
    {
        using PtFile file = PtFile.Open(Written(name));
        TensorEntry entry = file.Tensors.Single(entry => entry.Path == path);
        // The same elements in other memory give the same file, others differ in that field alone.
        file.Replace(path, entry.Tensor!.Clone());
        Assert.That(Saved(stream => file.Save(stream)), Is.EqualTo(File.ReadAllBytes(Written(name))));
        Tensor zeros = Tensor.Zeros(entry.Tensor.Shape, entry.Tensor.DType);
        file.Replace(path, zeros);
        using PtFile again = PtFile.Open(Saved(stream => file.Save(stream))), before = PtFile.Open(Written(name));
        foreach ((TensorEntry found, TensorEntry old) in again.Tensors.Zip(before.Tensors))
            Assert.That(TensorHash.Sha256(found), found.Path == path ? Is.Not.EqualTo(TensorHash.Sha256(old)) : Is.EqualTo(TensorHash.Sha256(old)), found.Path);
        file.Replace(path, Tensor.Zeros([1], DType.Float64));
        Assert.That(() => file.Save(Stream.Null), Throws.ArgumentException.With.Message.Contains("--to npz"));
    }

    [Test]
    public void FieldsBecomeArraysOfTheirOwn()
    {
        using PtFile file = PtFile.Open(Written("records-packed.npy"));
        using PtFile made = PtFile.Open(Saved(stream => file.Save(stream, new PtSaveOptions { Format = PtSaveFormat.Npz })));
        Assert.That(made.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry))), Is.EqualTo(file.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry)))));
        using PtFile nested = PtFile.Open(Written("records-nested.npy"));
        Assert.That(() => nested.Save(Stream.Null, new PtSaveOptions { Format = PtSaveFormat.Safetensors }), Throws.ArgumentException.With.Message.Contains("'p' is a dictionary").And.Message.Contains("--state-dict"));
        using PtFile bits = PtFile.Open(Written("records-bits.npy"));
        Assert.That(bits.Tensors[0].Tensor!.Storage is var storage && Word(storage) == 0x7F800001, Is.True, "a signalling NaN");

        static uint Word(Storage storage)
        {
            byte[] bytes = new byte[4];
            storage.Read(0, bytes);
            return BitConverter.ToUInt32(bytes);
        }
    }

    [Test]
    public void ATorchFileBecomesNumPysArchive([Values] bool fromMemory)
    {
        using PtFile stored = PtFile.Open(Written("stored.npz"));
        byte[] torch = Saved(stream => stored.Save(stream, new PtSaveOptions()));
        using PtFile file = fromMemory ? PtFile.Load(torch) : PtFile.Open(torch);
        Assert.That(Saved(stream => file.Save(stream, new PtSaveOptions { Format = PtSaveFormat.Npz })), Is.EqualTo(File.ReadAllBytes(Written("stored.npz"))));
    }

    [Test]
    public void DeflatedArraysHoldTheSame()
    {
        using PtFile stored = PtFile.Open(Written("stored.npz"));
        byte[] deflated = Saved(stream => stored.Save(stream, new PtSaveOptions { Format = PtSaveFormat.Npz, Compress = true }));
        using PtFile again = PtFile.Open(deflated), theirs = PtFile.Open(Written("deflated.npz"));
        Assert.That(deflated, Has.Length.LessThan(File.ReadAllBytes(Written("stored.npz")).Length));
        Assert.That(again.Verify().IsSound, Is.True);
        Assert.That(again.Tensors.Select(entry => (entry.Path, entry.DTypeName, TensorHash.Sha256(entry))), Is.EqualTo(stored.Tensors.Select(entry => (entry.Path, entry.DTypeName, TensorHash.Sha256(entry)))));
        Assert.That(theirs.Tensors.Skip(1).Select(entry => TensorHash.Sha256(entry)), Is.EqualTo(stored.Tensors.Select(entry => TensorHash.Sha256(entry))));
    }

    [Test]
    public void ADamagedMemberIsMetWhenItIsRead()
    {
        byte[] bytes = File.ReadAllBytes(Written("numbered.npz"));
        bytes[200] ^= 1;
        using PtFile file = PtFile.Open(bytes);
        PtFormatException error = Assert.Throws<PtFormatException>(() => file.StateDict().Tensor("arr_0").ToArray<float>())!;
        Assert.That((error.Kind, error.Record), Is.EqualTo((PtErrorKind.Checksum, "arr_0.npy")));
        Assert.That(file.Verify().Problems, Has.Count.EqualTo(1));
        Assert.That(() => Saved(stream => file.Save(stream)), Throws.InstanceOf<PtFormatException>());
        Assert.That(file.StateDict().Tensor("arr_1").ToArray<long>(), Has.Length.EqualTo(12));
    }

    [Test]
    public void SeveralArraysInOneFileAreReadOneByOne()
    {
        byte[] two = [.. File.ReadAllBytes(Written("matrix.npy")), .. File.ReadAllBytes(Written("scalar.npy"))];
        PtFormatException error = Assert.Throws<PtFormatException>(() => PtFile.Open(two))!;
        Assert.That(error.Message, Does.Contain("OpenAll"));
        IReadOnlyList<PtFile> files = PtFile.OpenAll(two);
        Assert.That(files.Select(file => file.Tensors[0].Shape!.Value.ToString()), Is.EqualTo(new[] { "[3, 4]", "[]" }));
    }

    [Test]
    public void WhatItCannotHoldIsNamed()
    {
        PtSaveOptions npy = new() { Format = PtSaveFormat.Npy }, npz = new() { Format = PtSaveFormat.Npz };
        Tensor brain = Tensor.Zeros([2], DType.BFloat16);
        Assert.That(() => PtFile.Save(Stream.Null, brain, npy), Throws.ArgumentException.With.Message.Contains("--dtype float32"));
        Assert.That(() => PtFile.Save(Stream.Null, new StateDict { ["w"] = brain }, npz), Throws.ArgumentException.With.Message.Contains("'w' is bfloat16"));
        Assert.That(() => PtFile.Save(Stream.Null, new StateDict { ["w"] = Tensor.Zeros([2]) }, npy), Throws.ArgumentException.With.Message.Contains("--to npz"));
        Assert.That(() => PtFile.Save(Stream.Null, new StateDict { ["../w"] = Tensor.Zeros([2]) }, npz), Throws.ArgumentException.With.Message.Contains("rename"));
        Assert.That(() => PtFile.Save(Stream.Null, new StateDict { ["w"] = Tensor.Zeros([2]), ["W"] = Tensor.Zeros([2]) }, npz), Throws.ArgumentException.With.Message.Contains("case"));
    }
}
