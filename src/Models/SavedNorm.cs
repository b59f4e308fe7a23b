using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Models;

/// <summary>What a file said of a computed parameter: Python's numbers of the hooks, by table, and what the last forward pass computed.</summary>
/// <param name="Dim">The dimension, which may count from the end.</param>
/// <param name="Value">The plain attribute.</param>
/// <param name="RequiresGrad">Whether that has a history of gradients.</param>
sealed record SavedNorm(int Dim, Tensor Value, bool RequiresGrad)
{
    public Dictionary<string, PickleValue> Ids { get; } = new(StringComparer.Ordinal);
}
