using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>A module's values out and in.</content>
public abstract partial class Module
{
    const string ExtraStateName = "_extra_state";

    /// <summary>The version that PyTorch writes into a state_dict's metadata for this kind of module.</summary>
    protected internal virtual long Version => 1;

    /// <summary>True for a module that keeps more than tensors in its state_dict, under <c>_extra_state</c>.</summary>
    protected internal virtual bool HasExtraState => false;

    /// <summary>What stands under <c>_extra_state</c>: anything that a state_dict holds.</summary>
    protected internal virtual object? GetExtraState() => null;

    /// <summary>Takes over what <see cref="GetExtraState"/> gave.</summary>
    protected internal virtual void SetExtraState(object? state)
    {
    }

    /// <summary>Brings what an older PyTorch saved for this kind of module up to date.</summary>
    /// <param name="state">All values; may be changed, it is a copy.</param>
    /// <param name="prefix">What this module's names start with, such as <c>layers.0.</c></param>
    /// <param name="version">This module's version in the metadata; null where there is none.</param>
    protected internal virtual void UpgradeState(StateDict state, string prefix, long? version)
    {
    }

    /// <summary>
    /// All values under their names, in PyTorch's order, with the versions of the modules as metadata. The tensors are the
    /// model's own memory, not copies; a tied one is another view of that memory at each of its places, as in PyTorch.
    /// </summary>
    /// <param name="prefix">What every name starts with, such as <c>encoder.</c></param>
    public StateDict StateDict(string prefix = "")
    {
        StateDict state = new(), metadata = new();
        HashSet<Tensor> met = new(ReferenceEqualityComparer.Instance);
        foreach ((string name, Module module) in Below(prefix.EndsWith('.') ? prefix[..^1] : prefix))
        {
            StateDict own = new() { IsOrdered = false, ["version"] = module.Version };
            // Only the older form of the one has a version of its own.
            StateDict spectral = new() { IsOrdered = false };
            foreach (SpectralNormalization norm in module._computed.OfType<SpectralNormalization>().Where(norm => !norm.IsParametrized))
                spectral[$"{norm.Name}.version"] = 1L;
            if (spectral.Count > 0)
                own["spectral_norm"] = spectral;
            metadata[name] = own;
            foreach ((string key, Slot slot) in module.OwnState())
                state.Add(Join(name, key), met.Add(slot.Value) ? slot.Value : new Tensor(slot.Value.Storage, slot.Value.Layout, slot.Value.DType));
            if (module.HasExtraState)
                state.Add(Join(name, ExtraStateName), module.GetExtraState());
        }
        state.Metadata = metadata;
        return state;
    }

    /// <summary>
    /// Takes values over. Names, shapes and kinds are compared first; if anything is wrong all of it is said at once and
    /// nothing has changed. Then values still in a file are read, with their checksums, and only then is the model's memory
    /// overwritten.
    /// </summary>
    /// <param name="state">
    /// Values by name. <see cref="Tensors.StateDict.Metadata"/> tells the modules' versions, so that older states are understood.
    /// </param>
    /// <param name="strict">False accepts missing and unexpected names, which the report lists; shapes must always fit.</param>
    /// <param name="assign">
    /// True puts the given tensors themselves into the model, of whatever dtype; else elements are copied, converted to the model's
    /// dtype as PyTorch converts them.
    /// </param>
    /// <returns>The names that were missing or unexpected, all empty when strict.</returns>
    /// <exception cref="ArgumentException">Names or shapes do not fit, a value is no tensor, or a dtype differs.</exception>
    public LoadReport LoadStateDict(StateDict state, bool strict = true, bool assign = false)
    {
        LoadPlan plan = Plan(state, assign);
        plan.ThrowIfWrong(strict);
        plan.Apply();
        return plan.Report;
    }

    /// <summary>Says what <see cref="LoadStateDict"/> would find missing, unexpected and misshapen; nothing is read or loaded.</summary>
    /// <param name="state">Values by name.</param>
    public LoadReport CheckStateDict(StateDict state) => Plan(state, assign: true).Report;

    LoadPlan Plan(StateDict state, bool assign)
    {
        LoadPlan plan = new(assign);
        StateDict current = new(state);
        foreach ((string name, Module module) in Below(""))
        {
            module.UpgradeState(current, name.Length == 0 ? "" : $"{name}.", VersionIn(state.Metadata, name));
            foreach ((string key, Slot slot) in module.OwnState())
                plan.Add(Join(name, key), slot, current);
            if (module.HasExtraState)
                plan.AddExtra(Join(name, ExtraStateName), module, current);
        }
        plan.Finish(current);
        return plan;
    }

    // PyTorch's order within a module: parameters, then buffers.
    IEnumerable<(string Name, Slot Slot)> OwnState() =>
        (from part in _parts where part.Slot is Parameter { IsPresent: true } select (part.Name, part.Slot!))
        .Concat(from part in _parts where part.Slot is Buffer { IsPresent: true, IsPersistent: true } select (part.Name, part.Slot!));

    static long? VersionIn(StateDict? metadata, string name) =>
        metadata?.TryGetValue(name, out object? entry) == true && entry is StateDict own && own.TryGetValue("version", out object? version)
            ? version as long?
            : null;
}
