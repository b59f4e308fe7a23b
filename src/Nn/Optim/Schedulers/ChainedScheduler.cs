namespace PtFormat.Nn.Optim;

/// <summary>Several schedulers, all of which take every step.</summary>
public sealed class ChainedScheduler : CombinedScheduler
{
    /// <summary>Schedulers of one optimizer.</summary>
    /// <param name="schedulers">One at least.</param>
    /// <exception cref="ArgumentException">They are not of one optimizer.</exception>
    public ChainedScheduler(params IReadOnlyList<LrScheduler> schedulers) : base(schedulers) => NoteRates();

    /// <inheritdoc/>
    public override void Step()
    {
        foreach (LrScheduler scheduler in Schedulers)
            scheduler.Step();
        NoteRates();
    }

    internal override void StepFirst() => Each(scheduler => scheduler.StepFirst());

    internal override void Restart() => Each(scheduler => scheduler.Restart());

    void Each(Action<LrScheduler> act)
    {
        foreach (LrScheduler scheduler in Schedulers)
            act(scheduler);
        NoteRates();
    }
}
