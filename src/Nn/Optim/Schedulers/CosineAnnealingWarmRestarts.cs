using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Lets rates fall as a cosine does, and begins anew after each period (Loshchilov and Hutter 2016, https://arxiv.org/abs/1608.03983).</summary>
public sealed class CosineAnnealingWarmRestarts : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="t0">The steps of the first period.</param>
    /// <param name="tMult">By how much each period is longer than the one before.</param>
    /// <param name="etaMin">The least rate.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    /// <exception cref="ArgumentException">A period or its factor is less than 1.</exception>
    public CosineAnnealingWarmRestarts(Optimizer optimizer, long t0, long tMult = 1, double etaMin = 0, long lastEpoch = -1) : base(optimizer)
    {
        Require(t0 > 0, $"CosineAnnealingWarmRestarts: the first period is {t0}, it must be positive");
        Require(tMult >= 1, $"CosineAnnealingWarmRestarts: the period's factor is {tMult}, it must be 1 or more");
        Fields["T_0"] = t0;
        Fields["T_i"] = t0;
        Fields["T_mult"] = tMult;
        Fields["eta_min"] = etaMin;
        Fields["T_cur"] = lastEpoch;
        Start(lastEpoch);
    }

    /// <inheritdoc/>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214) => CosineAnnealingLr.WholeZero(base.StateDict(release), release);

    /// <inheritdoc/>
    public override void Step()
    {
        if (LastEpoch < 0)
        {
            Go(0L, Fields.Get<long>("T_0"), 0);
            return;
        }
        object now = Fields["T_cur"] is long whole ? (object)(whole + 1) : Number("T_cur") + 1;
        long period = Fields.Get<long>("T_i");
        bool isOver = Number(now) >= period;
        if (isOver)
            now = now is long steps ? (object)(steps % period) : (double)now % period;
        Go(now, isOver ? period * Fields.Get<long>("T_mult") : period, LastEpoch + 1);
    }

    /// <summary>Goes to a point in time, in epochs: within an epoch rates fall smoothly with <c>epoch + batch / batches</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void Step(double epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        long first = Fields.Get<long>("T_0"), factor = Fields.Get<long>("T_mult");
        if (epoch < first)
            Go(epoch, first, (long)Math.Floor(epoch));
        else if (factor == 1)
            Go(epoch % first, Fields.Get<long>("T_i"), (long)Math.Floor(epoch));
        else
        {
            int periods = (int)(Math.Log(epoch / first * (factor - 1) + 1) / Math.Log(factor));
            double passed = first * (Math.Pow(factor, periods) - 1) / (factor - 1);
            Go(epoch - passed, first * (long)Math.Pow(factor, periods), (long)Math.Floor(epoch));
        }
    }

    private protected override double Next(double rate, int group) =>
        Number("eta_min") + (Base(group) - Number("eta_min")) * (1 + Math.Cos(Math.PI * Number("T_cur") / Fields.Get<long>("T_i"))) / 2;

    void Go(object now, long period, long epoch)
    {
        Fields["T_cur"] = now;
        Fields["T_i"] = period;
        Update(epoch, isClosed: false);
    }
}
