namespace PtFormat.Nn.Optim;

/// <summary>A scheduler whose rates follow by a formula from the rates before, or from those of the beginning.</summary>
public abstract class FormulaScheduler : LrScheduler
{
    private protected FormulaScheduler(Optimizer optimizer) : base(optimizer)
    {
    }

    /// <summary>How many steps have passed since the beginning.</summary>
    public long LastEpoch => Fields.Get<long>("last_epoch");

    /// <inheritdoc/>
    public override void Step()
    {
        Fields["_step_count"] = Fields.Get<long>("_step_count") + 1;
        Update(LastEpoch + 1, isClosed: false);
    }

    internal override void Undo() => Fields["last_epoch"] = LastEpoch - 1;

    internal override void StepFirst()
    {
        Fields["_step_count"] = 0L;
        IsFirst = true;
        Step();
        IsFirst = false;
    }

    internal override void Restart() => Update(0, isClosed: true);

    /// <summary>A group's rate after this step, from its rate before.</summary>
    /// <param name="rate">The group's.</param>
    /// <param name="group">Its number.</param>
    private protected abstract double Next(double rate, int group);

    /// <summary>A group's rate from the beginning's, where there is such a formula.</summary>
    private protected virtual double Closed(double rate, int group) => Next(rate, group);

    /// <summary>True in the constructor's step, which leaves the rates of most as they are.</summary>
    private protected bool IsFirst { get; private set; }

    /// <summary>A group's rate at the beginning.</summary>
    private protected double Base(int group) => Number(((IList<object?>)Fields["base_lrs"]!)[group]);

    /// <summary>For the constructor, when a scheduler's own fields are there.</summary>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on, for which groups must have <c>initial_lr</c>.</param>
    private protected void Start(long lastEpoch)
    {
        for (int i = 0; i < Optimizer.Groups.Count; i++)
        {
            ParameterGroup group = Optimizer.Groups[i];
            if (lastEpoch == -1)
                group.SetUsual("initial_lr", group["lr"]);
            else if (!group.Has("initial_lr"))
                throw new ArgumentException($"{GetType().Name}: group {i} has no 'initial_lr', which going on after step {lastEpoch} needs: load the optimizer's state_dict first");
        }
        Fields["base_lrs"] = Optimizer.Groups.Select(group => group["initial_lr"]).ToList();
        Fields["last_epoch"] = lastEpoch;
        Fields["_step_count"] = 0L;
        Fields["_is_initial"] = false;
        Fields["_get_lr_called_within_step"] = false;
        StepFirst();
    }

    private protected void Update(long epoch, bool isClosed)
    {
        Fields["last_epoch"] = epoch;
        // All are computed before one changes.
        double[] rates = [.. Optimizer.Groups.Select((group, i) => isClosed ? Closed(group.LearningRate, i) : Next(group.LearningRate, i))];
        for (int i = 0; i < rates.Length; i++)
            SetRate(Optimizer.Groups[i], rates[i]);
        NoteRates();
    }
}
