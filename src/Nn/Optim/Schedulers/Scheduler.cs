using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>
/// Changes an optimizer's learning rates, and with some its momenta, as training goes on. What it keeps goes into and out of
/// the state_dict of PyTorch's scheduler of the same name.
/// </summary>
public abstract class Scheduler
{
    // Not every release has these, and none computes with them.
    static readonly HashSet<string> Optional =
        ["verbose", "_is_initial", "_get_lr_called_within_step", "anneal_func", "_anneal_func_type", "_scale_fn_custom", "lr_lambdas", "default_min_lr", "use_beta1"];

    private protected Scheduler(Optimizer optimizer) => Optimizer = optimizer;

    /// <summary>Whose rates are changed.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The learning rate of each group, as the last step left it.</summary>
    public IReadOnlyList<double> LastLearningRates => [.. Numbers("_last_lr")];

    /// <summary>What PyTorch's scheduler keeps; its names, in its order.</summary>
    /// <param name="release">Whose keys.</param>
    public virtual StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict state = new() { IsOrdered = false };
        foreach ((StateKey key, object? value) in Fields)
        {
            if (release == TorchRelease.Torch214 || key.Text != "_is_initial")
                state.Add(key, value is IList<object?> list ? list.ToList() : value);
            if (release != TorchRelease.Torch214 && key.Text == "last_epoch")
                state.Add("verbose", false);
        }
        return state;
    }

    /// <summary>
    /// Takes over what <see cref="StateDict"/>, or PyTorch's scheduler of whichever release, gave. The optimizer's rates are in
    /// its own state_dict: load that, too.
    /// </summary>
    /// <exception cref="ArgumentException">It is not this scheduler's state, or for another number of groups; nothing has changed.</exception>
    public virtual void LoadStateDict(StateDict state)
    {
        List<string> wrong = [];
        foreach ((StateKey key, object? own) in Fields)
            if (!state.TryGetValue(key, out object? value))
            {
                if (!Optional.Contains(key.Text!))
                    wrong.Add($"there is no '{key}'");
            }
            else if (!IsAlike(own, value))
                wrong.Add($"'{key}' is {Describe(value)}, {Describe(own)} was needed");
        if (wrong.Count > 0)
            throw new ArgumentException($"{GetType().Name}: load: {string.Join("; ", wrong)}: is it another scheduler's? Nothing was loaded");
        foreach (StateKey key in Fields.Keys.ToArray())
            if (state.TryGetValue(key, out object? value))
                Fields[key] = value is IList<object?> list ? list.ToList() : value;
    }

    /// <summary>All that is kept, under PyTorch's names and in the newest release's order.</summary>
    private protected StateDict Fields { get; } = new() { IsOrdered = false };

    private protected double Number(string name) => Number(Fields[name]);

    private protected double[] Numbers(string name) => [.. Fields.Get<IList<object?>>(name).Select(Number)];

    private protected static double Number(object? value) => value is long whole ? whole : value is Tensor tensor ? tensor.To(DType.Float64).Item<double>() : (double)value!;

    private protected void NoteRates() => Fields["_last_lr"] = Optimizer.Groups.Select(group => group["lr"]).ToList();

    // A whole number stays one where the rate stays.
    private protected static void SetRate(ParameterGroup group, double rate)
    {
        if (group.LearningRate != rate)
            group.LearningRate = rate;
    }

    /// <summary>Sets the first beta or the momentum.</summary>
    private protected void SetMomentum(ParameterGroup group, double momentum)
    {
        if (UsesBeta)
            group["betas"] = new TupleValue([momentum, .. ((TupleValue)group["betas"]!).Skip(1)]);
        else
            group["momentum"] = momentum;
    }

    private protected bool UsesBeta => Optimizer.HasDefault("betas");

    private protected void RequireMomentum()
    {
        if (!UsesBeta && !Optimizer.HasDefault("momentum"))
            throw new ArgumentException($"{GetType().Name}: the optimizer has neither momentum nor betas: pass cycleMomentum: false");
    }

    private protected static void Require(bool condition, FormattableString otherwise)
    {
        if (!condition)
            throw new ArgumentException(FormattableString.Invariant(otherwise));
    }

    static bool IsAlike(object? own, object? value) => own switch
    {
        long or double or Tensor => value is long or double or Tensor,
        bool => value is bool,
        string => value is string,
        // Milestones differ in number, what groups have does not.
        IList<object?> list when list.All(item => item is long or double or Tensor) => value is IList<object?> other && other.Count == list.Count && other.All(item => item is long or double or Tensor),
        IList<object?> => value is IList<object?>,
        Tensors.StateDict => value is Tensors.StateDict,
        _ => true,
    };

    static string Describe(object? value) => value switch
    {
        null => "None",
        IList<object?> list => $"a list of {list.Count}",
        Tensors.StateDict => "a dictionary",
        string text => $"'{text}'",
        _ => FormattableString.Invariant($"{value}"),
    };
}
