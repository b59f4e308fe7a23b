using System.Collections;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>
/// Parameters that are optimized with the same options. An option that is not set is the optimizer's. Options have PyTorch's
/// names, and values as a state_dict holds them: <c>group["weight_decay"] = 0.0</c>.
/// </summary>
/// <example><code>
/// Sgd sgd = new(model, learningRate: 0.1);
/// Sgd two = new([layer.Weight], learningRate: 0.1);
/// two.AddGroup(new([layer.Bias]) { LearningRate = 0.01 });
/// </code></example>
[CollectionBuilder(typeof(ParameterGroup), nameof(Create))]
public sealed class ParameterGroup : IEnumerable<Parameter>
{
    OrderedDictionary<string, object?> _options = [];
    List<string> _leading = [];

    /// <summary>A group of parameters.</summary>
    public ParameterGroup(IEnumerable<Parameter> parameters) => Parameters = [.. parameters.Select(parameter => (Parameter)parameter.Origin)];

    /// <summary>A group of parameters whose names PyTorch since 2.6 keeps as <c>param_names</c>: <c>new(model.NamedParameters())</c>.</summary>
    public ParameterGroup(IEnumerable<(string Name, Parameter Parameter)> parameters)
    {
        (string Name, Parameter Parameter)[] named = [.. parameters];
        (Parameters, Names) = ([.. named.Select(p => (Parameter)p.Parameter.Origin)], [.. named.Select(p => p.Name)]);
    }

    /// <summary>A group of parameters: <c>[layer.Weight, layer.Bias]</c>.</summary>
    public static ParameterGroup Create(ReadOnlySpan<Parameter> parameters) => new(parameters.ToArray());

    /// <summary>All parameters of a model.</summary>
    public static implicit operator ParameterGroup(Module module) => new(module.Parameters());

    /// <summary>The parameters, in the order in which a state_dict numbers them.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The parameters' names, if they were given.</summary>
    public IReadOnlyList<string>? Names { get; private set; }

    /// <summary>The names of all options.</summary>
    public IReadOnlyCollection<string> Options => _options.Keys;

    /// <summary>The learning rate.</summary>
    public double LearningRate
    {
        get => Number("lr");
        set => this["lr"] = value;
    }

    /// <summary>The weight decay.</summary>
    public double WeightDecay
    {
        get => Number("weight_decay");
        set => this["weight_decay"] = value;
    }

    /// <summary>An option by PyTorch's name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such option; the message names the nearest.</exception>
    /// <exception cref="ArgumentException">A state_dict does not hold such a value.</exception>
    public object? this[string option]
    {
        get => _options.TryGetValue(option, out object? value) ? value
            : throw new KeyNotFoundException($"the group has no option '{option}'{(StateDict.Nearest(option, _options.Keys) is { } nearest ? $"; the nearest is '{nearest}'" : "")}");
        set
        {
            // Before it has an optimizer a group holds what stands first in PyTorch's dictionary.
            if (!HasOptimizer && !_options.ContainsKey(option))
                _leading.Add(option);
            _options[option] = Checked(option, value);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => Parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True when there is such an option.</summary>
    public bool Has(string option) => _options.ContainsKey(option);

    /// <summary>An option that is a number; a tensor of one element counts as one.</summary>
    /// <exception cref="KeyNotFoundException">There is no such option.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public double Number(string option) => ToNumber(option, this[option]);

    internal bool HasOptimizer { get; set; }

    /// <summary>Options that stand before the optimizer's own in a state_dict.</summary>
    internal IReadOnlyList<string> Leading => _leading;

    internal bool Flag(string option) => _options.GetValueOrDefault(option) is true;

    /// <summary>Two numbers, such as betas.</summary>
    internal (double First, double Second) Pair(string option) => this[option] is TupleValue { Count: 2 } pair
        ? (ToNumber(option, pair[0]), ToNumber(option, pair[1]))
        : throw new InvalidCastException($"the option '{option}' is no tuple of two numbers");

    internal void SetUsual(string option, object? value) => _options.TryAdd(option, value);

    internal void Replace(OrderedDictionary<string, object?> options, IReadOnlyList<string>? names)
    {
        _options = options;
        _leading = [.. options.Keys];
        Names = names ?? Names;
    }

    // A copy, because a state_dict takes no other kinds of values.
    static object? Checked(string option, object? value) => new StateDict { [option] = value }[option];

    static double ToNumber(string option, object? value) => value switch
    {
        double real => real,
        long whole => whole,
        Tensor { ElementCount: 1 } tensor => tensor.To(DType.Float64).Item<double>(),
        _ => throw new InvalidCastException($"the option '{option}' is {value ?? "None"}, a number was needed"),
    };
}
