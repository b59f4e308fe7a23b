using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What loading a state_dict into a model would do, known in full before anything is done.</summary>
sealed class LoadPlan(bool assign)
{
    readonly HashSet<string> _known = [];
    readonly List<(Slot Slot, Tensor Value)> _values = [];
    readonly List<(Module Module, object? State)> _extras = [];
    readonly List<string> _missing = [], _unexpected = [], _misshapen = [], _noTensors = [], _otherDTypes = [], _computed = [];

    public void Add(string name, Slot slot, StateDict state)
    {
        _known.Add(name);
        if (!state.TryGetValue(name, out object? value))
            _missing.Add(name);
        else if (slot.IsComputed)
            _computed.Add(name);
        else if (value is not Tensor tensor)
            _noTensors.Add($"{name} is {(value is null ? "None" : value.GetType().Name)}");
        else
            Compare(name, slot, tensor);
    }

    public void AddExtra(string name, Module module, StateDict state)
    {
        _known.Add(name);
        if (state.TryGetValue(name, out object? value))
            _extras.Add((module, value));
        else
            _missing.Add(name);
    }

    /// <summary>Notes what no module asked for.</summary>
    public void Finish(StateDict state)
    {
        foreach (StateKey key in state.Keys)
            if (!key.IsText || !_known.Contains(key.Text!))
                _unexpected.Add(key.ToString());
    }

    public LoadReport Report => new(_missing, _unexpected) { Misshapen = _misshapen };

    /// <exception cref="ArgumentException">Something does not fit; the message says everything that does not.</exception>
    public void ThrowIfWrong(bool strict)
    {
        bool fits = _misshapen.Count + _noTensors.Count + _otherDTypes.Count + _computed.Count == 0;
        if (fits && (!strict || Report.IsComplete))
            return;
        List<string> wrong = [];
        if (strict)
        {
            Say(wrong, "missing", _missing);
            Say(wrong, "unexpected", _unexpected);
        }
        Say(wrong, "misshapen", _misshapen);
        Say(wrong, "not a tensor", _noTensors);
        Say(wrong, "of another dtype", _otherDTypes);
        Say(wrong, "computed from other parameters here", _computed);
        string hint = fits ? "pass strict: false to accept" : "nothing was loaded";
        throw new ArgumentException($"load: {string.Join(", ", wrong)}; {(strict ? Likeness() : "")}{hint}");
    }

    public void Apply()
    {
        // A record that turns out to be damaged must not leave half a model behind: all are read before any value changes.
        foreach ((_, Tensor value) in _values)
            if (!assign)
                (value.Storage as RecordStorage)?.EnsureLoaded();
        // What a module's own code refuses comes next, for the same reason.
        foreach ((Module module, object? state) in _extras)
            module.SetExtraState(state);
        foreach ((Slot slot, Tensor value) in _values)
        {
            Tensor current = slot.Value;
            if (assign)
                slot.Value = value;
            else if (current.Device == Device.Cpu && current.IsDense && current.Storage.IsWritable)
                value.To(current.DType).CopyTo(current);
            else
                // An adopted tensor may be a view or a mapped file, and a model on the meta device has no memory yet.
                slot.Value = OnDeviceOf(current, value.DType == current.DType ? value.Clone() : value.To(current.DType));
        }
    }

    static Tensor OnDeviceOf(Tensor current, Tensor value) => current.Device == Device.Meta ? value : value.To(current.Device);

    void Compare(string name, Slot slot, Tensor value)
    {
        // PyTorch before 0.4 had no scalars and wrote them as one-dimensional tensors; it still takes the first element.
        if (slot.Value.Rank == 0 && value.Rank == 1 && value.ElementCount > 0)
            value = value.Select(0, 0);
        if (value.Shape != slot.Value.Shape)
            _misshapen.Add($"{name} is {value.Shape}, the model has {slot.Value.Shape}");
        else if (!assign && value.DType != slot.Value.DType && !(value.DType.HoldsNumbers() && slot.Value.DType.HoldsNumbers()))
            _otherDTypes.Add($"{name} is {value.DType.Name()}, which does not convert to the model's {slot.Value.DType.Name()}: pass assign: true");
        else if (!assign && value.Device == Device.Meta)
            _noTensors.Add($"{name} is on meta, without bytes");
        else
            _values.Add((slot, value));
    }

    static void Say(List<string> wrong, string kind, List<string> names)
    {
        if (names.Count > 0)
            wrong.Add(FormattableString.Invariant($"{names.Count} {kind} ({string.Join(", ", names)})"));
    }

    // One pair is enough to show a renamed layer or a prefix that all names share.
    string Likeness()
    {
        foreach ((string missing, string unexpected) in Report.Nearest)
            return $"perhaps '{unexpected}' is '{missing}'; ";
        return "";
    }
}
