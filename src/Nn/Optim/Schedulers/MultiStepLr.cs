using PtFormat.Tensors;

namespace PtFormat.Nn.Optim;

/// <summary>Multiplies rates by gamma at certain steps.</summary>
/// <remarks>PyTorch keeps the milestones as a <c>collections.Counter</c>; here, and in files that are saved, they are a dictionary, which its scheduler takes as well.</remarks>
public sealed class MultiStepLr : FormulaScheduler
{
    /// <summary>A scheduler for an optimizer, whose rates it changes at once where its formula says so.</summary>
    /// <param name="optimizer">Whose rates are changed.</param>
    /// <param name="milestones">The steps; one that is named twice counts twice.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="lastEpoch">-1 to begin; else the step after which to go on.</param>
    public MultiStepLr(Optimizer optimizer, IEnumerable<long> milestones, double gamma = 0.1, long lastEpoch = -1) : base(optimizer)
    {
        StateDict counts = new() { IsOrdered = false };
        foreach (long milestone in milestones)
            counts[milestone] = (counts.TryGetValue(milestone, out object? count) ? (long)count! : 0) + 1;
        Fields["milestones"] = counts;
        Fields["gamma"] = gamma;
        Start(lastEpoch);
    }

    private protected override double Next(double rate, int group) =>
        Milestones.TryGetValue(LastEpoch, out object? count) ? rate * Math.Pow(Number("gamma"), (long)count!) : rate;

    private protected override double Closed(double rate, int group) =>
        Base(group) * Math.Pow(Number("gamma"), Milestones.Where(milestone => milestone.Key.Number <= LastEpoch).Sum(milestone => (long)milestone.Value!));

    StateDict Milestones => Fields.Get<StateDict>("milestones");
}
