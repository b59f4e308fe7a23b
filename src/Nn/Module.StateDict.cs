using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <content>A module's values out and in.</content>
public abstract partial class Module
{
    /// <summary>
    /// All values under their names, in PyTorch's order, with the versions of the modules as metadata. The tensors are the
    /// model's own memory, not copies.
    /// </summary>
    /// <param name="prefix">What every name starts with, such as <c>encoder.</c></param>
    public StateDict StateDict(string prefix = "")
    {
        StateDict state = new(), metadata = new();
        foreach ((string name, Parameter parameter) in Slots(prefix))
            state.Add(name, parameter.Value);
        AddVersions(prefix, metadata);
        state.Metadata = metadata;
        return state;
    }

    /// <summary>
    /// Takes values over. Names, shapes and kinds are compared first; if anything is wrong all of it is said at once and
    /// nothing has changed. Then values still in a file are read, with their checksums, and only then is the model's memory
    /// overwritten.
    /// </summary>
    /// <param name="state">Values by name; what is under <see cref="Tensors.StateDict.Metadata"/> is not looked at.</param>
    /// <param name="strict">False accepts missing and unexpected names, which the report lists; shapes must always fit.</param>
    /// <param name="assign">True puts the given tensors themselves into the model, of whatever dtype, instead of copying.</param>
    /// <returns>The names that were missing or unexpected, all empty when strict.</returns>
    /// <exception cref="ArgumentException">Names or shapes do not fit, a value is no tensor, or a dtype differs.</exception>
    public LoadReport LoadStateDict(StateDict state, bool strict = true, bool assign = false)
    {
        LoadPlan plan = new(Slots(""), state, assign);
        plan.ThrowIfWrong(strict);
        plan.Apply();
        return plan.Report;
    }

    void AddVersions(string prefix, StateDict metadata)
    {
        metadata[prefix.EndsWith('.') ? prefix[..^1] : prefix] = new StateDict { IsOrdered = false, ["version"] = Version };
        foreach ((string name, Module child) in _children)
            child.AddVersions($"{prefix}{name}.", metadata);
    }
}
