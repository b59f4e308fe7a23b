using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Lowers rates when a metric has not become better for a while.</summary>
public sealed class ReduceLrOnPlateau : Scheduler
{
    /// <summary>A scheduler for an optimizer.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="maximize">True where more is better.</param>
    /// <param name="factor">What rates are multiplied with; less than 1.</param>
    /// <param name="patience">How many steps in a row may bring nothing better.</param>
    /// <param name="threshold">How much better counts.</param>
    /// <param name="absolute">True for a threshold in the metric's units, false for a share of the best.</param>
    /// <param name="cooldown">How many steps after a change are not counted.</param>
    /// <param name="minLr">The least rates.</param>
    /// <param name="eps">Smaller changes are not made.</param>
    /// <exception cref="ArgumentException">The factor is 1 or more, or numbers for another count of groups were given.</exception>
    public ReduceLrOnPlateau(Optimizer optimizer, bool maximize = false, double factor = 0.1, long patience = 10, double threshold = 1e-4, bool absolute = false, long cooldown = 0, PerGroup? minLr = null, double eps = 1e-8)
        : base(optimizer)
    {
        Require(factor < 1, $"ReduceLROnPlateau: the factor is {factor}, it must be less than 1");
        PerGroup lowest = minLr ?? 0;
        Fields["factor"] = factor;
        Fields["default_min_lr"] = lowest.IsOne ? Whole(lowest.First) : null;
        Fields["min_lrs"] = lowest.For(optimizer, "ReduceLROnPlateau: least rates").Select(Whole).ToList();
        Fields["patience"] = patience;
        Fields["cooldown"] = cooldown;
        Fields["eps"] = eps;
        Fields["last_epoch"] = 0L;
        NoteRates();
        Fields["mode_worse"] = maximize ? double.NegativeInfinity : double.PositiveInfinity;
        Fields["mode"] = maximize ? "max" : "min";
        Fields["threshold"] = threshold;
        Fields["threshold_mode"] = absolute ? "abs" : "rel";
        Fields["best"] = Fields["mode_worse"];
        Fields["cooldown_counter"] = 0L;
        Fields["num_bad_epochs"] = 0L;
    }

    /// <inheritdoc/>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict own = base.StateDict(release), state = new() { IsOrdered = false };
        string? order = release switch
        {
            TorchRelease.Torch113 => "factor min_lrs patience verbose cooldown cooldown_counter mode threshold threshold_mode best num_bad_epochs mode_worse eps last_epoch _last_lr",
            TorchRelease.Torch26 => "factor default_min_lr min_lrs patience verbose cooldown cooldown_counter mode threshold threshold_mode eps last_epoch _last_lr mode_worse best num_bad_epochs",
            _ => null,
        };
        foreach (string key in order?.Split(' ') ?? [])
            state.Add(key, own[key]);
        return order is null ? own : state;
    }

    /// <summary>Tells of another epoch.</summary>
    /// <param name="metric">What is to become better, such as the validation loss.</param>
    public void Step(double metric)
    {
        Fields["last_epoch"] = Count("last_epoch") + 1;
        bool isBetter = IsBetter(metric);
        if (isBetter)
            Fields["best"] = metric;
        long bad = isBetter ? 0 : Count("num_bad_epochs") + 1;
        if (Count("cooldown_counter") > 0)
        {
            Fields["cooldown_counter"] = Count("cooldown_counter") - 1;
            bad = 0;
        }
        if (bad > Count("patience"))
        {
            Lower();
            Fields["cooldown_counter"] = Count("cooldown");
            bad = 0;
        }
        Fields["num_bad_epochs"] = bad;
        NoteRates();
    }

    bool IsBetter(double metric)
    {
        double best = Number("best"), threshold = Number("threshold");
        return (Fields["mode"], Fields["threshold_mode"]) switch
        {
            ("min", "rel") => metric < best * (1 - threshold),
            ("min", _) => metric < best - threshold,
            (_, "rel") => metric > best * (threshold + 1),
            _ => metric > best + threshold,
        };
    }

    void Lower()
    {
        double[] least = Numbers("min_lrs");
        for (int i = 0; i < Optimizer.Groups.Count; i++)
        {
            double rate = Optimizer.Groups[i].LearningRate, lower = Math.Max(rate * Number("factor"), least[i]);
            if (rate - lower > Number("eps"))
                SetRate(Optimizer.Groups[i], lower);
        }
    }

    long Count(string name) => (long)Number(name);

    static object? Whole(double number) => number == 0 ? (object)0L : number;
}
