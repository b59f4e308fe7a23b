namespace PtFormat.Nn.Optim;

/// <summary>A scheduler that is told nothing but that another epoch, or batch, has passed.</summary>
public abstract class LrScheduler : Scheduler
{
    private protected LrScheduler(Optimizer optimizer) : base(optimizer)
    {
    }

    /// <summary>Goes on by one: after the optimizer's step.</summary>
    public abstract void Step();

    /// <summary>Takes the step back that the constructor took; <see cref="SequentialLr"/> begins anew.</summary>
    internal abstract void Undo();

    /// <summary>The first step, which makes the rates of the beginning.</summary>
    internal abstract void StepFirst();

    /// <summary>Goes to the beginning.</summary>
    internal abstract void Restart();
}
