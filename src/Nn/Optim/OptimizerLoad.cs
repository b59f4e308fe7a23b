using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>What loading a state_dict into an optimizer would do, known in full before anything is done.</summary>
sealed class OptimizerLoad
{
    readonly string _optimizer;
    readonly List<string> _wrong = [];

    public OptimizerLoad(string optimizer, IReadOnlyList<ParameterGroup> groups, StateDict state, IReadOnlyList<string> slots)
    {
        _optimizer = optimizer;
        if (state.TryGetValue("param_groups", out object? list) && list is IList<object?> saved && saved.All(group => group is StateDict)
            && state.TryGetValue("state", out object? entries) && entries is StateDict values)
            Compare(groups, [.. saved.Select(group => (StateDict)group!)], values, slots);
        else
            _wrong.Add($"found [{string.Join(", ", state.Keys)}], a dictionary 'state' and a list 'param_groups' were needed: what an optimizer's state_dict() gives");
    }

    public List<OrderedDictionary<string, object?>> Options { get; } = [];

    public List<IReadOnlyList<string>?> Names { get; } = [];

    public OrderedDictionary<Parameter, StateDict> State { get; } = [];

    public StateDict Strangers { get; } = new() { IsOrdered = false };

    /// <exception cref="ArgumentException">Something does not fit; the message says everything that does not.</exception>
    public void ThrowIfWrong()
    {
        if (_wrong.Count > 0)
            throw new ArgumentException($"{_optimizer}: load: {string.Join("; ", _wrong)}; nothing was loaded");
    }

    void Compare(IReadOnlyList<ParameterGroup> groups, StateDict[] saved, StateDict state, IReadOnlyList<string> slots)
    {
        if (saved.Length != groups.Count)
            _wrong.Add($"a different number of parameter groups: {saved.Length}, the optimizer has {groups.Count}");
        Dictionary<StateKey, Parameter> parameters = [];
        for (int i = 0; i < Math.Min(saved.Length, groups.Count); i++)
            CompareGroup(i, groups[i], saved[i], parameters);
        if (_wrong.Count > 0)
            return;
        foreach ((StateKey key, object? value) in state)
            if (!parameters.TryGetValue(key, out Parameter? parameter))
                Strangers.Add(key, value);
            else if (value is StateDict values)
                State.Add(parameter, CopyState(key, values, parameter.Value, slots));
            else
                _wrong.Add($"the state of parameter {key} is no dictionary");
    }

    void CompareGroup(int i, ParameterGroup group, StateDict saved, Dictionary<StateKey, Parameter> parameters)
    {
        if (!saved.TryGetValue("params", out object? list) || list is not IList<object?> numbers || numbers.Any(number => number is not long))
        {
            _wrong.Add($"group {i} has no 'params', a list of numbers");
            return;
        }
        if (numbers.Count != group.Parameters.Count)
            _wrong.Add($"group {i} doesn't match the size of the optimizer's: {numbers.Count} parameters, the optimizer has {group.Parameters.Count}");
        for (int j = 0; j < Math.Min(numbers.Count, group.Parameters.Count); j++)
            if (!parameters.TryAdd((long)numbers[j]!, group.Parameters[j]))
                _wrong.Add($"parameter {numbers[j]} stands in several places");
        // Flags came with the releases; without a number there is nothing to go on with.
        string[] missing = [.. group.Options.Where(option => group[option] is double or long or TupleValue && !saved.ContainsKey(option) && IsOwn(option))];
        if (missing.Length > 0)
            _wrong.Add($"group {i} has no {string.Join(", ", missing)}: is it another optimizer's?");
        OrderedDictionary<string, object?> options = [];
        foreach ((StateKey key, object? value) in saved)
            if (key.IsText && key.Text is not ("params" or "param_names"))
                options.Add(key.Text!, value);
        Options.Add(options);
        Names.Add(saved.TryGetValue("param_names", out object? names) && names is IList<object?> texts ? [.. texts.OfType<string>()] : null);
    }

    // What schedulers add is theirs to miss.
    static bool IsOwn(string option) => option is not ("initial_lr" or "max_lr" or "min_lr" or "max_momentum" or "base_momentum");

    StateDict CopyState(StateKey key, StateDict values, Tensor weight, IReadOnlyList<string> slots)
    {
        StateDict copy = new() { IsOrdered = false };
        foreach ((StateKey name, object? value) in values)
        {
            if (slots.Contains(name.Text) && value is not null && (value as Tensor)?.Shape != weight.Shape)
                _wrong.Add($"{name} of parameter {key} is {value}, a tensor of {weight.Shape} was needed");
            else
                copy.Add(name, name.Text == "step" ? Step(value) : slots.Contains(name.Text) ? (value as Tensor)?.To(weight.DType).Clone() : Copy(value, weight.DType));
        }
        return copy;
    }

    // Before 1.12 every optimizer counted in whole numbers, and some did until 2.0.
    static object? Step(object? value) => value switch
    {
        long whole => Tensor.From<float>([whole], []),
        double real => Tensor.From<float>([(float)real], []),
        Tensor tensor => tensor.To(DType.Float32).Clone(),
        _ => value,
    };

    static object? Copy(object? value, DType dtype) => value switch
    {
        // Scalars such as a product of momenta are float32 whatever the parameter is.
        Tensor { Rank: 0 } scalar => scalar.Clone(),
        Tensor tensor => (tensor.DType.IsFloatingPoint() ? tensor.To(dtype) : tensor).Clone(),
        IList<object?> list => list.Select(item => Copy(item, dtype)).ToList(),
        _ => value,
    };
}
