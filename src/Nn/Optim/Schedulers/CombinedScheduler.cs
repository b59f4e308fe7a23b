using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>A scheduler made of others, whose states it keeps as <c>_schedulers</c>.</summary>
public abstract class CombinedScheduler : LrScheduler
{
    const string SchedulersName = "_schedulers";

    private protected CombinedScheduler(IReadOnlyList<LrScheduler> schedulers)
        : base(schedulers.Count > 0 ? schedulers[0].Optimizer : throw new ArgumentException("there are no schedulers, one at least was needed", nameof(schedulers)))
    {
        Schedulers = [.. schedulers];
        Require(Schedulers.All(scheduler => scheduler.Optimizer == Optimizer), $"the schedulers are for several optimizers, all must be for one");
    }

    /// <summary>The schedulers.</summary>
    public IReadOnlyList<LrScheduler> Schedulers { get; }

    /// <inheritdoc/>
    public override StateDict StateDict(TorchRelease release = TorchRelease.Torch214)
    {
        StateDict state = base.StateDict(release);
        state.Remove("verbose");
        state[SchedulersName] = Schedulers.Select(scheduler => (object?)scheduler.StateDict(release)).ToList();
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(StateDict state)
    {
        if (!state.TryGetValue(SchedulersName, out object? value) || value is not IList<object?> states || states.Count != Schedulers.Count || states.Any(item => item is not Tensors.StateDict))
            throw new ArgumentException($"{GetType().Name}: load: '{SchedulersName}' is no list of {Schedulers.Count} dictionaries; nothing was loaded");
        // When one of them refuses, those before get back what they had.
        StateDict[] before = [.. Schedulers.Select(scheduler => scheduler.StateDict())];
        try
        {
            for (int i = 0; i < Schedulers.Count; i++)
                Schedulers[i].LoadStateDict((StateDict)states[i]!);
            base.LoadStateDict(state);
        }
        catch
        {
            for (int i = 0; i < Schedulers.Count; i++)
                Schedulers[i].LoadStateDict(before[i]);
            throw;
        }
    }

    internal override void Undo()
    {
        foreach (LrScheduler scheduler in Schedulers)
            scheduler.Undo();
    }
}
