using NUnit.Framework;
using PtFormat.Nn;

namespace PtFormat.Tests.Nn;

/// <summary>What a layer was made with can be read from it, since whole modules are saved from that; PyTorch's private arguments apart.</summary>
public class LayerArgumentTests
{
    // Where a property cannot have the argument's name, or the argument is a former name of another.
    static readonly Dictionary<(string Layer, string Argument), string> Others = new()
    {
        [("Threshold", "threshold")] = "Bound",
        [("Hardtanh", "min_value")] = "MinVal",
        [("Hardtanh", "max_value")] = "MaxVal",
    };

    static IEnumerable<string> Names => LayerTable.Rows.Keys;

    [TestCaseSource(nameof(Names))]
    public void EveryArgumentIsAProperty(string layer)
    {
        foreach (LayerCase c in LayerCase.Load("layers", "2.14", layer))
        {
            string[] arguments = [.. c.Arguments.Unread.Where(argument => argument != "dtype" && argument[0] != '_')];
            Module module = LayerTable.Rows[layer].Make(c.Arguments);
            foreach (string argument in arguments)
            {
                string property = Others.GetValueOrDefault((layer, argument)) ?? string.Concat(argument.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
                Assert.That(module.GetType().GetProperty(property), Is.Not.Null, $"{layer} has no {property}");
            }
        }
    }
}
