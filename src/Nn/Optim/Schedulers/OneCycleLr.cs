using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>One cycle up to a greatest rate and down far below the first, momenta the other way round (Smith and Topin 2017, https://arxiv.org/abs/1708.07120).</summary>
public sealed class OneCycleLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="maxLr">The greatest rates.</param>
    /// <param name="totalSteps">Steps of the cycle: epochs times batches.</param>
    /// <param name="pctStart">Which share of them goes up.</param>
    /// <param name="linear">True for straight lines instead of cosines.</param>
    /// <param name="cycleMomentum">False to leave momenta alone.</param>
    /// <param name="baseMomentum">Where rates are greatest.</param>
    /// <param name="maxMomentum">Where rates are least.</param>
    /// <param name="divFactor">By how much the first rates are less than the greatest.</param>
    /// <param name="finalDivFactor">By how much the last rates are less than the first.</param>
    /// <param name="threePhase">True to go down as fast as up, and from there to the last rates.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the optimizer has no momentum.</exception>
    public OneCycleLr(Optimizer optimizer, PerGroup maxLr, long totalSteps, double pctStart = 0.3, bool linear = false, bool cycleMomentum = true,
        PerGroup? baseMomentum = null, PerGroup? maxMomentum = null, double divFactor = 25, double finalDivFactor = 1e4, bool threePhase = false, long lastEpoch = -1)
        : base(optimizer)
    {
        Require(totalSteps > 0, $"OneCycleLR: there are {totalSteps} steps, a positive number was needed");
        Require(pctStart is >= 0 and <= 1, $"OneCycleLR: the rising share is {pctStart}, it must be from 0 to 1");
        double[] rates = maxLr.For(optimizer, "OneCycleLR: greatest rates");
        double peak = pctStart * totalSteps - 1;
        Fields["total_steps"] = totalSteps;
        Fields["_schedule_phases"] = (List<object?>)(threePhase
            ? [Phase(peak, "initial_lr", "max_lr", "max_momentum", "base_momentum"), Phase(2 * pctStart * totalSteps - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum"), Phase(totalSteps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum")]
            : [Phase(peak, "initial_lr", "max_lr", "max_momentum", "base_momentum"), Phase(totalSteps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum")]);
        Fields["_anneal_func_type"] = linear ? "linear" : "cos";
        if (lastEpoch == -1)
            for (int i = 0; i < rates.Length; i++)
            {
                ParameterGroup group = optimizer.Groups[i];
                group["initial_lr"] = rates[i] / divFactor;
                group["max_lr"] = rates[i];
                group["min_lr"] = rates[i] / divFactor / finalDivFactor;
            }
        Fields["cycle_momentum"] = cycleMomentum;
        if (cycleMomentum)
        {
            RequireMomentum();
            Fields["use_beta1"] = UsesBeta;
            double[] most = (maxMomentum ?? 0.95).For(optimizer, "OneCycleLR: greatest momenta"), least = (baseMomentum ?? 0.85).For(optimizer, "OneCycleLR: least momenta");
            if (lastEpoch == -1)
                for (int i = 0; i < rates.Length; i++)
                {
                    SetMomentum(optimizer.Groups[i], most[i]);
                    optimizer.Groups[i]["max_momentum"] = most[i];
                    optimizer.Groups[i]["base_momentum"] = least[i];
                }
        }
        Start(lastEpoch);
    }

    /// <summary>What PyTorch's scheduler keeps. 1.13 keeps a bound method, too, which is left out: its scheduler has it anyway.</summary>
    /// <param name="release">Whose keys.</param>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict state = base.StateDict(release);
        if (release == TorchRelease.Torch113)
            state.Remove("_anneal_func_type");
        return state;
    }

    /// <summary>Goes on by one.</summary>
    /// <exception cref="InvalidOperationException">The cycle is over; nothing has changed.</exception>
    public override void Step()
    {
        if (LastEpoch + 1 > Fields.Get<long>("total_steps"))
            throw new InvalidOperationException($"OneCycleLR: this is step {LastEpoch + 1} of {Fields["total_steps"]}: the cycle is over");
        base.Step();
    }

    private protected override double Next(double rate, int i)
    {
        ParameterGroup group = Optimizer.Groups[i];
        IList<object?> phases = Fields.Get<IList<object?>>("_schedule_phases");
        double start = 0;
        int current = 0;
        for (; current < phases.Count - 1 && LastEpoch > Number(((StateDict)phases[current]!)["end_step"]); current++)
            start = Number(((StateDict)phases[current]!)["end_step"]);
        StateDict phase = (StateDict)phases[current]!;
        double share = (LastEpoch - start) / (Number(phase["end_step"]) - start);
        if (Fields.Get<bool>("cycle_momentum"))
            SetMomentum(group, Between("start_momentum", "end_momentum"));
        return Between("start_lr", "end_lr");

        double Between(string from, string to)
        {
            double first = group.Number(phase.Get<string>(from)), last = group.Number(phase.Get<string>(to));
            return Fields["_anneal_func_type"] is "linear" ? (last - first) * share + first : last + (first - last) / 2 * (Math.Cos(Math.PI * share) + 1);
        }
    }

    static StateDict Phase(object end, string startRate, string endRate, string startMomentum, string endMomentum) => new()
    {
        IsOrdered = false,
        ["end_step"] = end,
        ["start_lr"] = startRate,
        ["end_lr"] = endRate,
        ["start_momentum"] = startMomentum,
        ["end_momentum"] = endMomentum,
    };
}
