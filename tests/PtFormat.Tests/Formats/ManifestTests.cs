using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Every tensor of every fixture is what the PyTorch that wrote it said it is.</summary>
sealed class ManifestTests
{
    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where (manifest.IsTorchFile || manifest.IsPlainFile) && manifest.RefusedName is null
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    static IEnumerable<TestCaseData> RefusedFiles() =>
        from manifest in Manifest.All()
        where manifest.RefusedName is not null
        select new TestCaseData(manifest, manifest.RefusedName).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void TensorsAreAsTorchSaid(Manifest manifest)
    {
        IReadOnlyList<PtFile> files = manifest.Open();
        for (int i = 0; i < files.Count; i++)
        {
            using PtFile file = files[i];
            Dictionary<Storage, int> storages = new(ReferenceEqualityComparer.Instance);
            List<string> found = [.. file.Tensors.Select(entry => Describe(entry, storages))];
            // What PyTorch writes and cannot read has to be read here all the same.
            if (manifest.Objects is { } objects)
                Assert.That(found, Is.EqualTo(objects[i].GetProperty("tensors").EnumerateArray().Select(Describe).ToList()));
        }
    }

    [TestCaseSource(nameof(RefusedFiles))]
    public void WhatCouldActIsRefusedByName(Manifest manifest, string name)
    {
        Assert.That(() => PtFile.Open(manifest.FilePath), Throws.InstanceOf<PtFormatException>()
            .With.Property("Kind").EqualTo(PtErrorKind.ForbiddenGlobal).And.Message.Contains($"'{name}'"));
    }

    [TestCase("zip")]
    [TestCase("legacy")]
    public void ProtocolZeroHoldsWhatTheNextOneHolds(string folder)
    {
        foreach (string version in Manifest.Versions)
        {
            using PtFile zero = PtFile.Open(Repository.Path("fixtures", folder, version, "protocol-0.pt"));
            using PtFile one = PtFile.Open(Repository.Path("fixtures", folder, version, "protocol-1.pt"));
            Dictionary<Storage, int> storagesOfZero = new(ReferenceEqualityComparer.Instance), storagesOfOne = new(ReferenceEqualityComparer.Instance);
            Assert.That(zero.Tensors.Select(entry => Describe(entry, storagesOfZero)), Is.EqualTo(one.Tensors.Select(entry => Describe(entry, storagesOfOne))));
            Assert.That(zero.Tensors, Is.Not.Empty);
        }
    }

    static string Describe(TensorEntry entry, Dictionary<Storage, int> storages)
    {
        string storage = "null";
        bool isStrided = entry.LayoutName == "strided";
        if (isStrided && entry.Kind == TensorKind.Strided)
        {
            storages.TryAdd(entry.Tensor!.Storage, storages.Count);
            storage = $"{storages[entry.Tensor.Storage]}";
        }
        return $"{entry.Path} {entry.DTypeName} {entry.LayoutName} {entry.Shape?.ToString() ?? "null"} "
            + $"{(isStrided ? $"[{string.Join(", ", entry.Strides!)}]" : "null")} {(isStrided ? entry.Offset.ToString() : "null")} "
            + $"{storage} {entry.RequiresGrad} {TensorHash.Sha256(entry) ?? "null"}";
    }

    static string Describe(JsonElement tensor)
    {
        return $"{Text("path")} {Text("dtype")} {Text("layout")} {Text("shape")} {Text("stride")} {Text("offset")} {Text("storage")} {Text("requires_grad")} {Text("sha256")}";

        string Text(string name) => tensor.GetProperty(name) switch
        {
            { ValueKind: JsonValueKind.Null } => "null",
            { ValueKind: JsonValueKind.Array } list => $"[{string.Join(", ", list.EnumerateArray())}]",
            var value => value.ToString(),
        };
    }
}
