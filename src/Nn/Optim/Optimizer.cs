using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>
/// Changes parameters by their gradients, which the caller computes. Options and state are those of PyTorch's optimizer of the
/// same name, and go into and out of its state_dict.
/// </summary>
public abstract partial class Optimizer
{
    readonly List<ParameterGroup> _groups = [];
    readonly OrderedDictionary<string, object?> _defaults = [];
    readonly OrderedDictionary<Parameter, StateDict> _state = [];

    private protected Optimizer(params ReadOnlySpan<(string Name, object? Value)> defaults)
    {
        foreach ((string name, object? value) in defaults)
            _defaults.Add(name, value);
    }

    /// <summary>The groups; their options may be changed between steps.</summary>
    public IReadOnlyList<ParameterGroup> Groups => _groups;

    /// <summary>Adds parameters with options of their own; what they leave out is as the constructor was told.</summary>
    /// <exception cref="ArgumentException">The group is empty or belongs to an optimizer, or a parameter stands twice or is not present.</exception>
    public virtual void AddGroup(ParameterGroup group)
    {
        if (group.HasOptimizer)
            throw new ArgumentException($"{TorchName}: the group belongs to an optimizer already", nameof(group));
        HashSet<Parameter> known = [.. _groups.SelectMany(g => g.Parameters)];
        for (int i = 0; i < group.Parameters.Count; i++)
        {
            if (!group.Parameters[i].IsPresent)
                throw new ArgumentException($"{TorchName}: parameter {i} of the group is not present: leave it out", nameof(group));
            if (!known.Add(group.Parameters[i]))
                throw new ArgumentException($"{TorchName}: parameter {i} of the group, {group.Parameters[i]}, is in a group already", nameof(group));
        }
        if (known.Count == 0)
            throw new ArgumentException($"{TorchName}: the group has no parameters", nameof(group));
        group.HasOptimizer = true;
        foreach ((string name, object? value) in _defaults)
            group.SetUsual(name, value);
        _groups.Add(group);
        Added(group);
    }

    /// <summary>The class's name in <c>torch.optim</c>.</summary>
    private protected abstract string TorchName { get; }

    /// <summary>True when the constructor knows such an option: schedulers ask for momentum or betas.</summary>
    internal bool HasDefault(string option) => _defaults.ContainsKey(option);

    /// <summary>For state that PyTorch makes in the constructor.</summary>
    private protected virtual void Added(ParameterGroup group)
    {
    }

    private protected StateDict StateOf(Parameter parameter)
    {
        if (!_state.TryGetValue(parameter, out StateDict? state))
            _state.Add(parameter, state = new() { IsOrdered = false });
        return state;
    }

    /// <summary>A number as the option's usual value has it: PyTorch writes the whole number 0 where nothing else was asked for.</summary>
    private protected static object As(object usual, double value) => usual is long whole && value == whole ? usual : value;

    private protected static TupleValue Tuple((double First, double Second) pair) => new(pair.First, pair.Second);

    private protected static void RequireUsual(string optimizer, double learningRate, (double First, double Second)? betas, double eps, double weightDecay)
    {
        Require(optimizer, "the learning rate", learningRate, learningRate >= 0, "0 or more");
        Require(optimizer, "the first beta", betas?.First ?? 0, betas is null or { First: >= 0 and < 1 }, "from 0 to, without, 1");
        Require(optimizer, "the second beta", betas?.Second ?? 0, betas is null or { Second: >= 0 and < 1 }, "from 0 to, without, 1");
        Require(optimizer, "eps", eps, eps >= 0, "0 or more");
        Require(optimizer, "the weight decay", weightDecay, weightDecay >= 0, "0 or more");
    }

    private protected static void Require(string optimizer, string option, double value, bool condition, string needed)
    {
        if (!condition)
            throw new ArgumentException(FormattableString.Invariant($"{optimizer}: {option} is {value}, it must be {needed}"));
    }
}
