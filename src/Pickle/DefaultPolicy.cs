namespace PtFormat.Pickle;

/// <summary>Refuses what could act in Python, knows what real checkpoints name; the rest stays a name.</summary>
sealed class DefaultPolicy : GlobalPolicy
{
    internal override string Reason => "is not on the allow-list, because it could act in Python";

    public override GlobalVerdict Judge(string module, string name) =>
        GlobalRating.Of(module, name).Class == GlobalClass.Dangerous ? GlobalVerdict.Refuse
        : KnownGlobals.Contains($"{module}.{name}") ? GlobalVerdict.Allow
        : GlobalVerdict.Inert;

    internal override bool RefusesCall(string module, string name) => GlobalRating.OfCall(module, name).Class == GlobalClass.Dangerous;
}
