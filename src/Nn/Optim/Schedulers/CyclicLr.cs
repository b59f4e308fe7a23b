using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Lets rates go up and down between two limits, again and again, and momenta the other way round (Smith 2015, https://arxiv.org/abs/1506.01186).</summary>
public sealed class CyclicLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="baseLr">The least rates.</param>
    /// <param name="maxLr">The greatest rates.</param>
    /// <param name="stepSizeUp">Steps from the least to the greatest.</param>
    /// <param name="stepSizeDown">Steps back; as many unless given.</param>
    /// <param name="mode">How cycles change.</param>
    /// <param name="gamma">The factor of <see cref="CyclicMode.Exponential"/>.</param>
    /// <param name="cycleMomentum">False to leave momenta alone.</param>
    /// <param name="baseMomentum">Where rates are greatest.</param>
    /// <param name="maxMomentum">Where rates are least.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    /// <exception cref="ArgumentException">The optimizer has no momentum, or numbers for another count of groups were given.</exception>
    public CyclicLr(Optimizer optimizer, PerGroup baseLr, PerGroup maxLr, long stepSizeUp = 2000, long? stepSizeDown = null, CyclicMode mode = CyclicMode.Triangular, double gamma = 1,
        bool cycleMomentum = true, PerGroup? baseMomentum = null, PerGroup? maxMomentum = null, long lastEpoch = -1) : base(optimizer)
    {
        Require(stepSizeUp > 0 && stepSizeDown is not <= 0, $"CyclicLR: {stepSizeUp} steps up and {stepSizeDown ?? stepSizeUp} down, positive numbers were needed");
        double[] rates = baseLr.For(optimizer, "CyclicLR: least rates");
        if (lastEpoch == -1)
            for (int i = 0; i < rates.Length; i++)
                optimizer.Groups[i].LearningRate = rates[i];
        double total = stepSizeUp + (stepSizeDown ?? stepSizeUp);
        Fields["max_lrs"] = List(maxLr.For(optimizer, "CyclicLR: greatest rates"));
        Fields["total_size"] = total;
        Fields["step_ratio"] = stepSizeUp / total;
        Fields["mode"] = mode switch { CyclicMode.Triangular => "triangular", CyclicMode.Halving => "triangular2", _ => "exp_range" };
        Fields["gamma"] = gamma;
        Fields["scale_mode"] = mode == CyclicMode.Exponential ? "iterations" : "cycle";
        Fields["cycle_momentum"] = cycleMomentum;
        if (cycleMomentum)
        {
            RequireMomentum();
            double[] low = (baseMomentum ?? 0.8).For(optimizer, "CyclicLR: least momenta"), high = (maxMomentum ?? 0.9).For(optimizer, "CyclicLR: greatest momenta");
            Fields["use_beta1"] = UsesBeta;
            Fields["base_momentums"] = List(low);
            Fields["max_momentums"] = List(high);
            if (lastEpoch == -1)
                for (int i = 0; i < rates.Length; i++)
                {
                    SetMomentum(optimizer.Groups[i], high[i]);
                    optimizer.Groups[i]["max_momentum"] = high[i];
                    optimizer.Groups[i]["base_momentum"] = low[i];
                }
        }
        Start(lastEpoch);
        Fields["base_lrs"] = List(rates);
        Fields["_scale_fn_custom"] = null;
    }

    /// <inheritdoc/>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict own = base.StateDict(release), state = new() { IsOrdered = false };
        if (release != TorchRelease.Torch113)
            return own;
        own.Remove("use_beta1");
        own.Remove("_scale_fn_custom");
        foreach ((StateKey key, object? value) in own)
        {
            state.Add(key, value);
            if (key.Text == "gamma")
                state.Add("_scale_fn_custom", null);
        }
        return state;
    }

    private protected override double Next(double rate, int i)
    {
        double total = Number("total_size"), ratio = Number("step_ratio"), cycle = Math.Floor(1 + LastEpoch / total), x = 1 + LastEpoch / total - cycle;
        double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
        double at = Fields["scale_mode"] is "cycle" ? cycle : LastEpoch;
        double scale = Fields["mode"] switch { "triangular2" => 1 / Math.Pow(2, at - 1), "exp_range" => Math.Pow(Number("gamma"), at), _ => 1 };
        if (Fields.Get<bool>("cycle_momentum"))
        {
            double low = Numbers("base_momentums")[i], high = Numbers("max_momentums")[i];
            SetMomentum(Optimizer.Groups[i], high - (high - low) * height * scale);
        }
        double least = Base(i);
        return least + (Numbers("max_lrs")[i] - least) * height * scale;
    }

    static List<object?> List(double[] numbers) => [.. numbers.Select(number => (object?)number)];
}
