using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <content>The state_dict: <c>{"state": {0: {…}}, "param_groups": [{…, "params": [0]}]}</c>, parameters numbered over all groups.</content>
public abstract partial class Optimizer
{
    const string ParamsName = "params", ParamNamesName = "param_names";

    // State of parameters that the optimizer does not have: PyTorch keeps it, too.
    readonly StateDict _strangers = new() { IsOrdered = false };

    /// <summary>Options and state as PyTorch's optimizer has them. Tensors are the optimizer's own memory, not copies.</summary>
    /// <param name="release">Whose keys, in whose order and of whose kinds.</param>
    /// <exception cref="InvalidOperationException">An option is in use that this release does not have.</exception>
    public StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict state = new() { IsOrdered = false };
        Dictionary<Parameter, long> numbers = [];
        foreach (Parameter parameter in _groups.SelectMany(group => group.Parameters))
            numbers.Add(parameter, numbers.Count);
        foreach ((Parameter parameter, StateDict values) in _state)
            if (Saved(values, release) is { } saved)
                state.Add(numbers[parameter], saved);
        foreach ((StateKey key, object? value) in _strangers)
            state[key] = value;
        return new()
        {
            IsOrdered = false,
            ["state"] = state,
            ["param_groups"] = _groups.Select(group => (object?)Saved(group, numbers, release)).ToList(),
        };
    }

    /// <summary>
    /// Takes over options and state, of whichever release, also the oldest form that numbers parameters by Python's ids:
    /// parameters are paired by position. Everything is compared first; if anything is wrong all of it is said at once and
    /// nothing has changed. State is copied, in the parameters' dtypes.
    /// </summary>
    /// <exception cref="ArgumentException">Groups or parameters do not fit, or options or state are not this optimizer's.</exception>
    public void LoadStateDict(StateDict state)
    {
        OptimizerLoad load = new(TorchName, _groups, state, SlotNames);
        load.ThrowIfWrong();
        for (int i = 0; i < _groups.Count; i++)
            _groups[i].Replace(load.Options[i], load.Names[i]);
        _state.Clear();
        foreach ((Parameter parameter, StateDict values) in load.State)
            _state.Add(parameter, values);
        foreach (StateKey key in _strangers.Keys.ToArray())
            _strangers.Remove(key);
        foreach ((StateKey key, object? value) in load.Strangers)
            _strangers.Add(key, value);
    }

    /// <summary>The names of a group's options in a release, in its order, with spaces between.</summary>
    private protected abstract string OptionNames(TorchRelease release);

    /// <summary>The names of state that is like the parameter.</summary>
    private protected abstract IReadOnlyList<string> SlotNames { get; }

    /// <summary>What an option is that the group does not hold.</summary>
    private protected virtual object? Usual(string option, TorchRelease release) => option switch
    {
        "foreach" => null,
        "fused" => release == TorchRelease.Torch113 ? false : null,
        _ => false,
    };

    /// <summary>Whether a release counts steps as a number instead of a tensor.</summary>
    private protected virtual bool CountsWhole(TorchRelease release) => false;

    /// <summary>A parameter's state as a release keeps it, or null where it keeps none.</summary>
    private protected virtual StateDict? Saved(StateDict values, TorchRelease release)
    {
        if (!CountsWhole(release) || !values.TryGetValue("step", out object? step) || step is not Tensor counted)
            return values;
        return new(values) { IsOrdered = false, ["step"] = (long)counted.To(DType.Float64).Item<double>() };
    }

    StateDict Saved(ParameterGroup group, Dictionary<Parameter, long> numbers, TorchRelease release)
    {
        string[] known = OptionNames(release).Split(' ');
        HashSet<string> others = [.. Enum.GetValues<TorchRelease>().SelectMany(other => OptionNames(other).Split(' ')).Except(known)];
        StateDict saved = new() { IsOrdered = false };
        if (group.Names is not null && release >= TorchRelease.Torch26)
            saved.Add(ParamNamesName, group.Names.Select(name => (object?)name).ToList());
        foreach (string option in group.Leading.Concat(known).Concat(group.Options))
        {
            if (saved.ContainsKey(option))
                continue;
            object? value = group.Has(option) ? group[option] : Usual(option, release);
            if (!others.Contains(option))
                saved.Add(option, value);
            else if (value is true && Usual(option, release) is not true)
                throw new InvalidOperationException($"{TorchName}: {option} is in use, which {release} does not have: save for a newer release");
        }
        saved.Add(ParamsName, group.Parameters.Select(parameter => (object?)numbers[parameter]).ToList());
        return saved;
    }
}
