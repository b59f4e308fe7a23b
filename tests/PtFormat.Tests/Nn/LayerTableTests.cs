using System.Text.Json;
using NUnit.Framework;

namespace PtFormat.Tests.Nn;

/// <summary>No class of torch.nn is forgotten.</summary>
public class LayerTableTests
{
    [Test]
    public void EveryClassHasARow([Values("layers", "losses")] string folder)
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(Repository.Path("fixtures", folder, "index.json")));
        string[] names = [.. index.RootElement.EnumerateObject().Select(entry => entry.Name)];
        Assert.That(names, Is.Not.Empty);
        Assert.That(names.Where(name => !LayerTable.Rows.ContainsKey(name)), Is.Empty);
    }

    // Of transposed convolutions PyTorch takes no padding mode but "zeros", and a function cannot be saved.
    static readonly string[] WithoutCases = ["ConvTranspose1d.padding_mode", "ConvTranspose2d.padding_mode", "ConvTranspose3d.padding_mode", "TripletMarginWithDistanceLoss.distance_function"];

    [Test]
    public void EveryClassHasThreeCasesAndEveryArgumentOneWithAnotherValueThanItsDefault()
    {
        int cases = 0;
        List<string> without = [];
        foreach (string folder in (string[])["layers", "losses"])
        {
            using JsonDocument index = JsonDocument.Parse(File.ReadAllText(Repository.Path("fixtures", folder, "index.json")));
            foreach (JsonProperty layer in index.RootElement.EnumerateObject())
            {
                Assert.That(layer.Value.GetProperty("cases").GetInt32(), Is.GreaterThanOrEqualTo(3), layer.Name);
                cases += LayerCase.Load(folder, "2.14", layer.Name).Length;
                without.AddRange(
                    from argument in layer.Value.GetProperty("arguments").EnumerateObject()
                    where !argument.Value.TryGetProperty("required", out _) && !(argument.Value.TryGetProperty("cases", out JsonElement named) && named.GetArrayLength() > 0)
                    select $"{layer.Name}.{argument.Name}");
            }
        }
        Assert.That(without, Is.EquivalentTo(WithoutCases));
        Assert.That(cases, Is.GreaterThan(1000));
    }
}
