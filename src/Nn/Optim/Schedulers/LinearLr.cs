namespace PtFormat.Nn.Optim;

/// <summary>Multiplies rates by a factor that goes evenly from one to another, over so many steps.</summary>
public sealed class LinearLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="startFactor">Above 0, at most 1.</param>
    /// <param name="endFactor">From 0 to 1.</param>
    /// <param name="totalIters">How many steps.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    /// <exception cref="ArgumentException">A factor is out of its range.</exception>
    public LinearLr(Optimizer optimizer, double startFactor = 1.0 / 3, double endFactor = 1, long totalIters = 5, long lastEpoch = -1) : base(optimizer)
    {
        Require(startFactor is > 0 and <= 1, $"LinearLR: the first factor is {startFactor}, it must be above 0 and at most 1");
        Require(endFactor is >= 0 and <= 1, $"LinearLR: the last factor is {endFactor}, it must be from 0 to 1");
        Fields["start_factor"] = startFactor;
        Fields["end_factor"] = endFactor;
        Fields["total_iters"] = totalIters;
        Start(lastEpoch);
    }

    private protected override double Next(double rate, int group)
    {
        double start = Number("start_factor"), change = Number("end_factor") - start, total = Number("total_iters");
        return LastEpoch == 0 ? rate * start : IsFirst || LastEpoch > total ? rate : rate * (1 + change / (total * start + (LastEpoch - 1) * change));
    }

    private protected override double Closed(double rate, int group)
    {
        double start = Number("start_factor"), total = Number("total_iters");
        return Base(group) * (start + (Number("end_factor") - start) * Math.Min(total, LastEpoch) / total);
    }
}
