using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Lets rates fall and rise between the beginning's and a least one, as a cosine does (Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983).</summary>
public sealed class CosineAnnealingLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="tMax">Half of it: the steps from the greatest to the least rate.</param>
    /// <param name="etaMin">The least rate.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    public CosineAnnealingLr(Optimizer optimizer, long tMax, double etaMin = 0, long lastEpoch = -1) : base(optimizer)
    {
        Require(tMax > 0, $"CosineAnnealingLR: the period is {tMax}, it must be positive");
        Fields["T_max"] = tMax;
        Fields["eta_min"] = etaMin;
        Start(lastEpoch);
    }

    /// <inheritdoc/>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214) => WholeZero(base.StateDict(release), release);

    /// <summary>1.13 writes the usual least rate as a whole number.</summary>
    internal static StateDict WholeZero(StateDict state, TorchRelease release)
    {
        if (release == TorchRelease.Torch113 && state["eta_min"] is 0.0)
            state["eta_min"] = 0L;
        return state;
    }

    private protected override double Next(double rate, int group)
    {
        long period = Fields.Get<long>("T_max");
        double least = Number("eta_min");
        if (IsFirst)
            return rate;
        if (Fields.Get<long>("_step_count") == 1 && LastEpoch > 0)
            return least + (Base(group) - least) * (1 + Math.Cos(LastEpoch * Math.PI / period)) / 2;
        // From the bottom, where the quotient below is nothing by nothing.
        if ((LastEpoch - 1 - period) % (2 * period) == 0)
            return rate + (Base(group) - least) * (1 - Math.Cos(Math.PI / period)) / 2;
        return (1 + Math.Cos(Math.PI * LastEpoch / period)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / period)) * (rate - least) + least;
    }

    private protected override double Closed(double rate, int group) =>
        Number("eta_min") + (Base(group) - Number("eta_min")) * (1 + Math.Cos(Math.PI * LastEpoch / Fields.Get<long>("T_max"))) / 2;
}
