namespace PtFormat.Nn.Optim;

/// <summary>Multiplies rates by gamma after every so many steps.</summary>
public sealed class StepLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="stepSize">How many steps.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    public StepLr(Optimizer optimizer, long stepSize, double gamma = 0.1, long lastEpoch = -1) : base(optimizer)
    {
        Require(stepSize > 0, $"StepLR: the step size is {stepSize}, it must be positive");
        Fields["step_size"] = stepSize;
        Fields["gamma"] = gamma;
        Start(lastEpoch);
    }

    private protected override double Next(double rate, int group) =>
        LastEpoch == 0 || LastEpoch % Fields.Get<long>("step_size") != 0 ? rate : rate * Number("gamma");

    private protected override double Closed(double rate, int group) => Base(group) * Math.Pow(Number("gamma"), LastEpoch / Fields.Get<long>("step_size"));
}
