namespace PtFormat.Nn.Optim;

/// <summary>Multiplies rates by gamma with every step.</summary>
public sealed class ExponentialLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    public ExponentialLr(Optimizer optimizer, double gamma, long lastEpoch = -1) : base(optimizer)
    {
        Fields["gamma"] = gamma;
        Start(lastEpoch);
    }

    private protected override double Next(double rate, int group) => IsFirst ? rate : rate * Number("gamma");

    private protected override double Closed(double rate, int group) => Base(group) * Math.Pow(Number("gamma"), LastEpoch);
}
