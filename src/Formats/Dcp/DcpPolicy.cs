using PtFormat.Pickle;

namespace PtFormat.Formats.Dcp;

/// <summary>A policy that admits what the metadata of a distributed checkpoint cannot do without: names of dataclasses, which are read as such and never made.</summary>
/// <param name="inner">Decides about all other names.</param>
sealed class DcpPolicy(GlobalPolicy inner) : GlobalPolicy
{
    static readonly HashSet<string> Names = new(KnownGlobals.DistributedCheckpoint, StringComparer.Ordinal);

    internal override string Reason => inner.Reason;

    public override GlobalVerdict Judge(string module, string name) => Names.Contains($"{module}.{name}") ? GlobalVerdict.Allow : inner.Judge(module, name);

    internal override bool RefusesCall(string module, string name) => !Names.Contains($"{module}.{name}") && inner.RefusesCall(module, name);
}
