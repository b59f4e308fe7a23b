using System.Text.Json;
using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Every tensor of every fixture is what the PyTorch that wrote it said it is.</summary>
sealed class ManifestTests
{
    static readonly string[] Cases = ["checkpoint", "digits", "numpy", "views"];

    static IEnumerable<TestCaseData> Files() =>
        from manifest in Manifest.All()
        where manifest.Format == "zip" && Cases.Contains(manifest.Case)
        select new TestCaseData(manifest).SetArgDisplayNames(manifest.ToString());

    [TestCaseSource(nameof(Files))]
    public void TensorsAreAsTorchSaid(Manifest manifest)
    {
        using PtFile file = PtFile.Open(manifest.FilePath);
        Dictionary<Storage, int> storages = new(ReferenceEqualityComparer.Instance);
        List<string> found = [.. file.Tensors.Select(entry => Describe(entry, storages))];
        List<string> wanted = [.. manifest.Facts.GetProperty("tensors").EnumerateArray().Select(Describe)];
        Assert.That(found, Is.EqualTo(wanted));
    }

    static string Describe(TensorEntry entry, Dictionary<Storage, int> storages)
    {
        Tensor? strided = entry.LayoutName == "strided" ? entry.Tensor : null;
        string storage = "null";
        if (strided is not null && entry.Kind == TensorKind.Strided)
        {
            storages.TryAdd(strided.Storage, storages.Count);
            storage = $"{storages[strided.Storage]}";
        }
        return $"{entry.Path} {entry.DTypeName} {entry.LayoutName} {entry.Shape?.ToString() ?? "null"} "
            + $"{(strided is null ? "null" : $"[{string.Join(", ", strided.Layout.Strides.ToArray())}]")} {strided?.Layout.Offset.ToString() ?? "null"} "
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
