namespace PtFormat.Pickle;

/// <summary>Only what is listed, ordinal and exact.</summary>
sealed class AllowListPolicy : GlobalPolicy
{
    readonly HashSet<string> _names;

    public AllowListPolicy(IEnumerable<string> more) => _names = new(WeightsOnlyNames.Dotted.Concat(more), StringComparer.Ordinal);

    internal override string Reason => "is not on the allow-list (tensors only); add it with GlobalPolicy.AllowList if you trust it";

    public override GlobalVerdict Judge(string module, string name) =>
        _names.Contains($"{module}.{name}") ? GlobalVerdict.Allow : GlobalVerdict.Refuse;
}
