using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Edits of a file that was read: what was not edited keeps its bytes.</summary>
sealed class ReplaceTests
{
    static byte[] Saved(PtFile file)
    {
        using MemoryStream stream = new();
        file.Save(stream);
        return stream.ToArray();
    }

    static string Fixture(string version, string name) => Repository.Path("fixtures", name.Split('/')[0], version, name.Split('/')[1]);

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions)), Platform(Exclude = "Win")]
    public void ChangedAndChangedBackAfterTheFileIsGone(string version)
    {
        byte[] original = File.ReadAllBytes(Fixture(version, "checkpoint/adam.pt"));
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, original);
        using PtFile file = PtFile.Open(path);
        File.Delete(path);
        Span<float> weights = file.Tensors.First(entry => entry.DTypeName == "float32").Tensor!.AsSpan<float>();
        float before = weights[0];
        weights[0]++;
        byte[] changed = Saved(file);
        Assert.That(changed, Is.Not.EqualTo(original));
        Assert.That(changed, Has.Length.EqualTo(original.Length));
        weights[0] = before;
        Assert.That(Saved(file), Is.EqualTo(original), () => FileDifference.Describe(original, Saved(file)));
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void ALoadedFileIsSavedAfterItIsClosed(string version)
    {
        foreach (string name in (string[])["tensors/storages.pt", "views/many.pt", "zip/protocol-4.pt"])
        {
            byte[] original = File.ReadAllBytes(Fixture(version, name));
            Assert.That(Saved(PtFile.Load(Fixture(version, name))), Is.EqualTo(original));
        }
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void TheSameTensorAgainChangesNothing(string version)
    {
        foreach (string name in (string[])["checkpoint/sgd.pt", "digits/modelnet.pt", "zip/protocol-2.pt", "views/many.pt"])
        {
            using PtFile file = PtFile.Open(Fixture(version, name));
            foreach (TensorEntry entry in file.Tensors.Where(entry => entry.Tensor!.IsDense && entry.Tensor.Layout.Offset == 0))
                file.Replace(entry.Path, entry.Tensor!.Clone());
            byte[] expected = File.ReadAllBytes(Fixture(version, name)), actual = Saved(file);
            // A storage that two tensors share is divided, which no other file here has.
            if (name != "zip/protocol-2.pt")
                Assert.That(actual.AsSpan().SequenceEqual(expected), Is.True, () => FileDifference.Describe(expected, actual));
        }
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void AnotherDTypeAndShape(string version)
    {
        using PtFile file = PtFile.Open(Fixture(version, "digits/modelnet.pt"));
        string[] paths = [.. file.Tensors.Select(entry => entry.Path)];
        string[] hashes = [.. file.Tensors.Select(entry => TensorHash.Sha256(entry)!)];
        Tensor half = Tensor.From<Half>([(Half)1, (Half)2, (Half)3, (Half)4, (Half)5, (Half)6], [3, 2]);
        file.Replace(paths[1], half);
        Assert.That(file.Tensors[1].Tensor!.Storage, Is.SameAs(half.Storage));
        using PtFile again = PtFile.Open(Saved(file));
        Assert.That(again.Tensors.Select(entry => entry.Path), Is.EqualTo(paths));
        Assert.That(again.Tensors[1].ToString(), Is.EqualTo($"{paths[1]}: float16 [3, 2]"));
        Assert.That(again.Tensors[1].Tensor!.ToArray<Half>(), Is.EqualTo(half.ToArray<Half>()));
        for (int i = 0; i < paths.Length; i++)
            if (i != 1)
                Assert.That(TensorHash.Sha256(again.Tensors[i]), Is.EqualTo(hashes[i]));
        Assert.That(again.Container with { Records = [], SerializationId = null }, Is.EqualTo(file.Container with { Records = [], SerializationId = null }));
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void OneOfManyViewsGetsAStorageOfItsOwn(string version)
    {
        using PtFile file = PtFile.Open(Fixture(version, "views/views.pt"));
        file.Replace("['row']", Tensor.From<ushort>(1, 2, 3));
        using PtFile again = PtFile.Open(Saved(file));
        Assert.That(again.Container.Records, Has.Count.EqualTo(PtFile.Open(Fixture(version, "views/views.pt")).Container.Records.Count + 1));
        Assert.That(again.Tensors.Single(entry => entry.Path == "['row']").Tensor!.ToArray<ushort>(), Is.EqualTo((ushort[])[1, 2, 3]));
        Assert.That(again.Tensors.Single(entry => entry.Path == "['base']").Tensor!.ToArray<float>(), Has.Length.EqualTo(24));
    }

    [TestCaseSource(typeof(Manifest), nameof(Manifest.Versions))]
    public void WhatATensorIsStaysAround(string version)
    {
        using PtFile file = PtFile.Open(Fixture(version, "views/tied.pt"));
        Assert.That(() => file.Replace("['encoder.weight']", Tensor.From<long>(1)), Throws.ArgumentException.With.Message.Contains("gradients"));
        file.Replace("['encoder.weight']", Tensor.From<float>(1, 2));
        using PtFile again = PtFile.Open(Saved(file));
        TensorEntry[] tied = [.. again.Tensors.Where(entry => entry.Path is "['encoder.weight']" or "['decoder.weight']")];
        Assert.That(tied, Has.Length.EqualTo(2));
        Assert.That(tied.Select(entry => (entry.IsParameter, entry.RequiresGrad)), Is.All.EqualTo((true, true)));
        Assert.That(tied[0].Value, Is.SameAs(tied[1].Value));
        Assert.That(tied[0].Tensor!.ToArray<float>(), Is.EqualTo([1f, 2]));
        Assert.That(again.Tensors.Single(entry => entry.Path == "['decoder.data']").Shape!.Value.ToString(), Is.EqualTo("[2, 3]"));
    }

    [Test]
    public void ManyViewsOfOneStorageGetStoragesInTheOrderOfTheVersion([Values("1.13", "2.6", "2.14")] string version, [Values] bool legacy)
    {
        StateDict views = [];
        Tensor one = Tensor.From<float>([.. Enumerable.Range(0, 300).Select(i => (float)i)]);
        for (int i = 0; i < 300; i++)
            views.Add($"p{i}", one.Narrow(0, i, 1));
        using MemoryStream stream = new();
        PtProducer producer = version switch { "1.13" => PtProducer.Torch113, "2.6" => PtProducer.Torch26, _ => PtProducer.Torch214 };
        PtFile.Save(stream, views, new PtSaveOptions { Producer = producer, Format = legacy ? PtSaveFormat.Legacy : PtSaveFormat.Zip });
        using PtFile file = PtFile.Open(stream.ToArray());
        file.Replace(file.Tensors.Select((entry, i) => KeyValuePair.Create(entry.Path, Tensor.From<long>(-i))));
        using PtFile again = PtFile.Open(Saved(file));
        Assert.That(again.Tensors.Select(entry => entry.Tensor!.ToArray<long>()[0]), Is.EqualTo(Enumerable.Range(0, 300).Select(i => (long)-i)));
        if (legacy)
            return;
        int[] keys = [.. again.Container.Records.Where(name => name.StartsWith("data/", StringComparison.Ordinal)).Select(name => int.Parse(name[5..], System.Globalization.CultureInfo.InvariantCulture))];
        IEnumerable<int> all = Enumerable.Range(0, 300);
        Assert.That(keys, Is.EqualTo(version == "2.14" ? all : all.OrderBy(key => $"{key}", StringComparer.Ordinal)));
    }

    [Test]
    public void AViewThatRepeatsItsStorageBeyondTheLimitIsRefused()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "views/views.pt"));
        byte[] before = Saved(file);
        Assert.That(() => file.Replace("['row']", Tensor.From<float>(1).Expand(1L << 40)), Throws.TypeOf<PtFormat.Pickle.PtFormatException>()
            .With.Property("Kind").EqualTo(PtFormat.Pickle.PtErrorKind.LimitExceeded).And.Message.Contains("['row']").And.Message.Contains("MinMaterializedBytes"));
        Assert.That(Saved(file), Is.EqualTo(before));
    }

    [Test]
    public void AWrongPathNamesTheNearest()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "views/views.pt"));
        Assert.That(() => file.Replace("['rows']", Tensor.From<float>(1)), Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("['row']"));
    }

    [Test]
    public void DamageIsNotPassedOn()
    {
        byte[] bytes = File.ReadAllBytes(Fixture("2.14", "digits/modelnet.pt"));
        using PtFile whole = PtFile.Open(bytes);
        int at = bytes.AsSpan().IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes(whole.Tensors[0].Tensor!.AsReadOnlySpan<float>()));
        bytes[at] ^= 1;
        using PtFile damaged = PtFile.Open(bytes);
        Assert.That(() => Saved(damaged), Throws.TypeOf<PtFormat.Pickle.PtFormatException>().With.Message.Contains("checksum"));
        Assert.That(() => PtFile.Save(Stream.Null, damaged.StateDict()), Throws.TypeOf<PtFormat.Pickle.PtFormatException>().With.Message.Contains("checksum"));
    }
}
