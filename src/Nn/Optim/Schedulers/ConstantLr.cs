namespace PtFormat.Nn.Optim;

/// <summary>Multiplies rates by a factor until so many steps have passed.</summary>
public sealed class ConstantLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="factor">From 0 to 1.</param>
    /// <param name="totalIters">How many steps.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    /// <exception cref="ArgumentException">The factor is out of its range.</exception>
    public ConstantLr(Optimizer optimizer, double factor = 1.0 / 3, long totalIters = 5, long lastEpoch = -1) : base(optimizer)
    {
        Require(factor is >= 0 and <= 1, $"ConstantLR: the factor is {factor}, it must be from 0 to 1");
        Fields["factor"] = factor;
        Fields["total_iters"] = totalIters;
        Start(lastEpoch);
    }

    private protected override double Next(double rate, int group) =>
        LastEpoch == 0 ? rate * Number("factor") : LastEpoch != Fields.Get<long>("total_iters") ? rate : rate * (1 / Number("factor"));

    private protected override double Closed(double rate, int group) =>
        Base(group) * (Number("factor") + (LastEpoch >= Fields.Get<long>("total_iters") ? 1 - Number("factor") : 0));
}
