namespace PtFormat.Nn;

/// <summary>Which names did not meet when a state_dict was loaded.</summary>
/// <param name="Missing">The model has them, the state_dict does not.</param>
/// <param name="Unexpected">The state_dict has them, the model does not.</param>
public sealed record LoadReport(IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected)
{
    /// <summary>True when every name met.</summary>
    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0;

    /// <summary>As PyTorch prints it: <c>&lt;All keys matched successfully&gt;</c>, or both lists.</summary>
    public override string ToString() => IsComplete
        ? "<All keys matched successfully>"
        : $"_IncompatibleKeys(missing_keys=[{Quoted(Missing)}], unexpected_keys=[{Quoted(Unexpected)}])";

    static string Quoted(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
