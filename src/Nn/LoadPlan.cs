using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>What loading a state_dict into a model would do, known in full before anything is done.</summary>
sealed class LoadPlan
{
    readonly bool _assign;
    readonly List<(Parameter Parameter, Tensor Value)> _values = [];
    readonly List<string> _missing = [], _unexpected = [], _misshapen = [], _noTensors = [], _otherDTypes = [];

    public LoadPlan(IEnumerable<(string Name, Parameter Parameter)> slots, StateDict state, bool assign)
    {
        _assign = assign;
        HashSet<string> known = [];
        foreach ((string name, Parameter parameter) in slots)
        {
            known.Add(name);
            if (!state.TryGetValue(name, out object? value))
                _missing.Add(name);
            else if (value is not Tensor tensor)
                _noTensors.Add($"{name} is {(value is null ? "None" : value.GetType().Name)}");
            else
                Compare(name, parameter, tensor);
        }
        foreach (StateKey key in state.Keys)
            if (!key.IsText || !known.Contains(key.Text!))
                _unexpected.Add(key.ToString());
    }

    public LoadReport Report => new(_missing, _unexpected);

    /// <exception cref="ArgumentException">Something does not fit; the message says everything that does not.</exception>
    public void ThrowIfWrong(bool strict)
    {
        bool fits = _misshapen.Count + _noTensors.Count + _otherDTypes.Count == 0;
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
        string hint = fits ? "pass strict: false to accept" : "nothing was loaded";
        throw new ArgumentException($"load: {string.Join(", ", wrong)}; {(strict ? Likeness() : "")}{hint}");
    }

    public void Apply()
    {
        // A record that turns out to be damaged must not leave half a model behind: all are read before any value changes.
        foreach ((_, Tensor value) in _values)
            if (!_assign)
                (value.Storage as RecordStorage)?.EnsureLoaded();
        foreach ((Parameter parameter, Tensor value) in _values)
        {
            Tensor current = parameter.Value;
            if (_assign)
                parameter.Value = value;
            else if (current.Device == Device.Cpu && current.IsDense && current.Storage.IsWritable)
                value.CopyTo(current);
            else
                // An adopted tensor may be a view or a mapped file, and a model on the meta device has no memory yet.
                parameter.Value = value.Clone();
        }
    }

    void Compare(string name, Parameter parameter, Tensor value)
    {
        // PyTorch before 0.4 had no scalars and wrote them as one-dimensional tensors; it still takes the first element.
        if (parameter.Value.Rank == 0 && value.Rank == 1 && value.ElementCount > 0)
            value = value.Select(0, 0);
        if (value.Shape != parameter.Value.Shape)
            _misshapen.Add($"{name} is {value.Shape}, the model has {parameter.Value.Shape}");
        else if (!_assign && value.DType != parameter.Value.DType)
            _otherDTypes.Add($"{name} is {value.DType.Name()}, the model has {parameter.Value.DType.Name()}: convert it or pass assign: true");
        else if (!_assign && value.Device == Device.Meta)
            _noTensors.Add($"{name} is on meta, without bytes");
        else
            _values.Add((parameter, value));
    }

    static void Say(List<string> wrong, string kind, List<string> names)
    {
        if (names.Count > 0)
            wrong.Add(FormattableString.Invariant($"{names.Count} {kind} ({string.Join(", ", names)})"));
    }

    // One pair is enough to show a renamed layer or a prefix that all names share.
    string Likeness()
    {
        foreach (string name in _missing)
            if (StateDict.Nearest(name, _unexpected) is { } nearest)
                return $"perhaps '{nearest}' is '{name}'; ";
        return "";
    }
}
