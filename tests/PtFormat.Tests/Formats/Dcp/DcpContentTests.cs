using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats.Dcp;

/// <summary>Checkpoints that real processes wrote together are read as one state_dict.</summary>
sealed class DcpContentTests
{
    static readonly string[] Versions = ["2.6", "2.14"];

    static string Fixture(params string[] parts) => Repository.Path(["fixtures", "dcp", .. parts]);

    static IEnumerable<TestCaseData> Folders()
    {
        foreach (string version in Versions)
        {
            using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Fixture(version, "manifest.json")));
            foreach (JsonProperty folder in manifest.RootElement.GetProperty("folders").EnumerateObject())
                yield return new TestCaseData(version, folder.Name, folder.Value.Clone()).SetArgDisplayNames(version, folder.Name);
        }
    }

    [TestCaseSource(nameof(Folders))]
    public void TensorsAndValuesAreAsTorchSaid(string version, string name, JsonElement wanted)
    {
        using PtFile file = PtFile.Open(Fixture(version, name));
        Assert.That(file.Container.Kind, Is.EqualTo(PtContainerKind.Dcp));
        Assert.That(
            file.Tensors.Select(entry => $"{entry.Path} {entry.DTypeName} {entry.Shape} {TensorHash.Sha256(entry)}"),
            Is.EquivalentTo(wanted.GetProperty("tensors").EnumerateArray().Select(tensor => $"{Text(tensor, "path")} {Text(tensor, "dtype")} [{string.Join(", ", tensor.GetProperty("shape").EnumerateArray())}] {Text(tensor, "sha256")}")));
        Assert.That(
            file.Values.Select(value => $"{value.Path} {value.TypeName} {value.Count} {value.Repr}"),
            Is.EquivalentTo(wanted.GetProperty("values").EnumerateArray().Select(value => $"{Text(value, "path")} {Text(value, "type")} {Text(value, "items")} {Text(value, "repr")}")));
        PtVerification report = file.Verify();
        Assert.That(report.IsSound, Is.True);
        Assert.That(report.UncheckedRecords, Is.Empty);

        static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;
    }

    [Test]
    public void ItIsOpenedInEveryWay([Values("folder", "metadata")] string by, [Values("open", "mapped", "load", "async")] string how)
    {
        string path = by == "folder" ? Fixture("2.14", "mesh-4") : Fixture("2.14", "mesh-4", ".metadata");
        using PtFile file = how switch
        {
            "load" => PtFile.Load(path),
            "async" => PtFile.OpenAsync(path).GetAwaiter().GetResult(),
            _ => PtFile.Open(path, new PtLoadOptions { MemoryMap = how == "mapped" }),
        };
        StateDict state = file.StateDict();
        Assert.That(state.Tensor("both").ToArray<float>(), Is.EqualTo(Enumerable.Range(0, 24).Select(i => (float)i)));
        Assert.That(state.Tensor("cube").ToArray<float>(), Is.EqualTo(Enumerable.Range(0, 60).Select(i => (float)i)));
        Assert.That(file.Container.Records, Is.EqualTo(new[] { "__0_0.distcp", "__1_0.distcp", "__2_0.distcp", "__3_0.distcp" }));
    }

    [Test]
    public void NamesStandWhereTheyStood()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "mesh-2"));
        StateDict state = file.StateDict("optimizer");
        Assert.That(((StateDict)state["state"]!).Get<StateDict>("0").Keys.Select(key => key.Text), Is.EqualTo(new[] { "step", "exp_avg" }));
        Assert.That(((IList<object?>)state["param_groups"]!)[0], Is.InstanceOf<StateDict>().With.Property("Count").EqualTo(4));
        Assert.That(file.StateDict("model").Keys.Select(key => key.Text), Is.EqualTo(new[] { "rows", "columns", "uneven", "replicated", "plain", "bits", "scalar", "empty", "transposed", "part", "dotted.name" }), "the order in which they were saved");
    }

    [Test]
    public void WhereOnlyTensorsAreAllowedTheMetadataAreReadAllTheSame()
    {
        PtLoadOptions tensorsOnly = new() { Policy = GlobalPolicy.TensorsOnly };
        using (PtFile file = PtFile.Open(Fixture("2.14", "mesh-4"), tensorsOnly))
            Assert.That(file.Tensors, Has.Count.EqualTo(21));
        // A value of it is a path, which torch.load(weights_only=True) refuses.
        Assert.That(() => PtFile.Open(Fixture("2.14", "mesh-2"), tensorsOnly),
            Throws.InstanceOf<PtFormatException>().With.Property("Kind").EqualTo(PtErrorKind.ForbiddenGlobal).And.Message.Contains("pathlib.PurePosixPath"));
    }

    [Test]
    public void FloatsAreConvertedOnTheWay()
    {
        using PtFile file = PtFile.Load(Fixture("2.14", "sharded-4"), new PtLoadOptions { DType = DType.Float64 });
        Assert.That(file.StateDict().Tensor("tiles").ToArray<double>(), Is.EqualTo(Enumerable.Range(0, 24).Select(i => (double)i)));
        Assert.That(file.Tensors.Single(entry => entry.Path == "['line']").DTypeName, Is.EqualTo("int16"));
    }

    [Test]
    public void ATensorCanBePutInThePlaceOfOne()
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "small-2"));
        file.Replace("['rows']", Tensor.From<float>([9, 8], [2]));
        using MemoryStream saved = new();
        file.Save(saved, new PtSaveOptions());
        using PtFile again = PtFile.Open(saved.ToArray());
        Assert.That(again.StateDict().Tensor("rows").ToArray<float>(), Is.EqualTo(new[] { 9f, 8f }));
        Assert.That(again.StateDict().Tensor("columns").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 2, 3 }));
        Assert.That(() => file.Save(Stream.Null), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("SaveDcp"));
    }

    [Test]
    public void TensorsInValuesArePartsOfTheWhole([Values(PtSaveFormat.Zip, PtSaveFormat.Legacy)] PtSaveFormat format)
    {
        using PtFile file = PtFile.Open(Fixture("2.14", "mesh-2"));
        using MemoryStream saved = new();
        file.Save(saved, new PtSaveOptions { Format = format });
        using PtFile again = PtFile.Open(saved.ToArray());
        Assert.That(again.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry))), Is.EqualTo(file.Tensors.Select(entry => (entry.Path, TensorHash.Sha256(entry)))));
        Assert.That(again.Values.Select(value => (value.Path, value.Repr)), Is.EqualTo(file.Values.Select(value => (value.Path, value.Repr))));
        Assert.That(file.Tensors.Select(entry => entry.Path), Does.Contain("['pair'][0]"));
    }

    [Test]
    public void AClosedCheckpointReadsNoMore()
    {
        PtFile file = PtFile.Open(Fixture("2.14", "small-2"));
        StateDict state = file.StateDict();
        ((RecordStorage)state.Tensor("rows").Storage).EnsureLoaded();
        file.Dispose();
        Assert.That(state.Tensor("rows").ToArray<float>(), Is.EqualTo(new[] { 0f, 1, 2, 3 }), "was read before");
        Assert.That(() => state.Tensor("columns").ToArray<float>(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void AScanLooksIntoEveryItem()
    {
        using ByteSource source = ByteSource.OpenFile(Fixture("2.14", "mesh-2", "__1_0.distcp"));
        PtScan scan = PtFile.Scan(source);
        Assert.That(scan.Problems, Is.Empty);
        Assert.That(scan.Pickles, Is.EqualTo(33));
        Assert.That(scan.IsDangerous, Is.False);
        using ByteSource metadata = ByteSource.OpenFile(Fixture("2.14", "mesh-2", ".metadata"));
        Assert.That(PtFile.Scan(metadata).Globals.Select(global => global.Rating.Class), Is.All.AnyOf(GlobalClass.Torch, GlobalClass.Harmless));
    }
}
