namespace PtFormat.Nn.Optim;

/// <summary>Lets rates fall to 0 over so many steps, by a power of what is left of them.</summary>
public sealed class PolynomialLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="totalIters">How many steps.</param>
    /// <param name="power">The power.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    public PolynomialLr(Optimizer optimizer, long totalIters = 5, double power = 1, long lastEpoch = -1) : base(optimizer)
    {
        Fields["total_iters"] = totalIters;
        Fields["power"] = power;
        Start(lastEpoch);
    }

    private protected override double Next(double rate, int group)
    {
        double total = Number("total_iters");
        return IsFirst || LastEpoch > total ? rate : rate * Math.Pow((1 - LastEpoch / total) / (1 - (LastEpoch - 1) / total), Number("power"));
    }

    private protected override double Closed(double rate, int group) =>
        Base(group) * Math.Pow(1 - Math.Min(Number("total_iters"), LastEpoch) / Number("total_iters"), Number("power"));
}
