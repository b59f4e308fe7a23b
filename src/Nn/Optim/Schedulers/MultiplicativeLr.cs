namespace PtFormat.Nn.Optim;

/// <summary>Multiplies rates with every step by what a function makes of the step's number.</summary>
public sealed class MultiplicativeLr : FormulaScheduler
{
    readonly Func<long, double>[] _functions;

    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="functions">One for all groups, or one for each. A state_dict does not hold them.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    /// <exception cref="ArgumentException">There are neither one nor as many functions as groups.</exception>
    public MultiplicativeLr(Optimizer optimizer, IReadOnlyList<Func<long, double>> functions, long lastEpoch = -1) : base(optimizer)
    {
        _functions = LambdaLr.ForGroups(optimizer, functions);
        Start(lastEpoch);
        Fields["lr_lambdas"] = _functions.Select(_ => (object?)null).ToList();
    }

    /// <summary>With one function for all groups.</summary>
    public MultiplicativeLr(Optimizer optimizer, Func<long, double> function, long lastEpoch = -1) : this(optimizer, [function], lastEpoch)
    {
    }

    private protected override double Next(double rate, int group) => IsFirst ? rate : rate * _functions[group](LastEpoch);
}
