using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Which names did not meet when a state_dict was loaded.</summary>
/// <param name="Missing">The model has them, the state_dict does not.</param>
/// <param name="Unexpected">The state_dict has them, the model does not.</param>
public sealed record LoadReport(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected)
{
    /// <summary>Names that met with values of another shape, and both shapes: <c>fc.weight is [2, 3], the model has [3, 2]</c>.</summary>
    public IReadOnlyList<string> Misshapen { get; init; } = [];

    /// <summary>For each missing name that has one, the most alike among the unexpected: what is perhaps meant.</summary>
    public IReadOnlyList<(string Missing, string Unexpected)> Nearest =>
        [.. from name in Missing let nearest = StateDict.Nearest(name, Unexpected) where nearest is not null select (name, nearest)];

    /// <summary>True when every name met and every shape fits.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Misshapen.Count == 0;

    /// <summary>As PyTorch prints it: <c>&lt;All keys matched successfully&gt;</c>, or both lists; and what is misshapen, where PyTorch throws.</summary>
    public override string ToString() => IsComplete
        ? "<All keys matched successfully>"
        : $"_IncompatibleKeys(missing_keys=[{Quoted(Missing)}], unexpected_keys=[{Quoted(Unexpected)}]{(Misshapen.Count == 0 ? "" : $", misshapen=[{Quoted(Misshapen)}]")})";

    static string Quoted(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
