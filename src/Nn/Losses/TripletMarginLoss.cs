using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary><c>max(0, d(anchor, positive) - d(anchor, negative) + margin)</c> by p-norms (Balntas et al. 2016).</summary>
/// <param name="margin">By how much the negative should be farther away.</param>
/// <param name="p">The norm.</param>
/// <param name="eps">Added to differences.</param>
/// <param name="swap">True to take the distance of positive and negative where it is less.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class TripletMarginLoss(double margin = 1, double p = 2, double eps = 1e-6, bool swap = false, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>By how much the negative should be farther away.</summary>
    public double Margin => margin;

    /// <summary>The norm.</summary>
    public double P => p;

    /// <summary>Added to differences.</summary>
    public double Eps => eps;

    /// <summary>True to take the distance of positive and negative where it is less.</summary>
    public bool Swap => swap;

    private protected override string Name => "triplet_margin_loss";

    /// <summary>The loss of vectors [..., D]; all broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor anchor, Tensor positive, Tensor negative)
    {
        RequireBroadcast(anchor, positive, "positive");
        RequireBroadcast(anchor, negative, "negative");
        return Reduced(TripletMarginWithDistanceLoss.Compare(anchor, positive, negative, (a, b) => Ops.PairwiseDistance(a, b, p, eps), margin, swap));
    }
}
