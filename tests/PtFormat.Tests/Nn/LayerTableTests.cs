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
}
