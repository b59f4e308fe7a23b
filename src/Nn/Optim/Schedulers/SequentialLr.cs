using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>One scheduler after the other, each from its milestone on.</summary>
public sealed class SequentialLr : CombinedScheduler
{
    /// <summary>Schedulers of one optimizer, which begins anew with the first.</summary>
    /// <param name="schedulers">One at least.</param>
    /// <param name="milestones">The steps at which the second and the following take over.</param>
    /// <exception cref="ArgumentException">They are not of one optimizer, or there is not one milestone fewer than schedulers.</exception>
    public SequentialLr(IReadOnlyList<LrScheduler> schedulers, IReadOnlyList<long> milestones) : base(schedulers)
    {
        Require(milestones.Count == schedulers.Count - 1, $"SequentialLR: {schedulers.Count} schedulers and {milestones.Count} milestones: one fewer was needed");
        Fields["_milestones"] = milestones.Select(milestone => (object?)milestone).ToList();
        Fields["last_epoch"] = 0L;
        foreach (ParameterGroup group in Optimizer.Groups)
            group["lr"] = group["initial_lr"];
        foreach (LrScheduler scheduler in schedulers)
            scheduler.Undo();
        LrScheduler first = schedulers[At(0)];
        first.StepFirst();
        NoteRates();
    }

    /// <inheritdoc/>
    public override void Step()
    {
        long epoch = Fields.Get<long>("last_epoch") + 1;
        Fields["last_epoch"] = epoch;
        int i = At(epoch);
        if (i > 0 && Milestones[i - 1] is long milestone && milestone == epoch)
            Schedulers[i].Restart();
        else
            Schedulers[i].Step();
        NoteRates();
    }

    /// <inheritdoc/>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict state = base.StateDict(release);
        // One list in PyTorch, and so in a file.
        state["_last_lr"] = ((StateDict)((IList<object?>)state["_schedulers"]!)[At(Fields.Get<long>("last_epoch"))]!)["_last_lr"];
        return state;
    }

    internal override void StepFirst() => Schedulers[At(0)].StepFirst();

    internal override void Restart()
    {
        Fields["last_epoch"] = 0L;
        Schedulers[At(0)].Restart();
        NoteRates();
    }

    IList<object?> Milestones => Fields.Get<IList<object?>>("_milestones");

    int At(long epoch) => Milestones.Count(milestone => (long)milestone! <= epoch);
}
