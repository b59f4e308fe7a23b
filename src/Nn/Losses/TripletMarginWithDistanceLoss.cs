using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary><c>max(0, d(anchor, positive) - d(anchor, negative) + margin)</c> by any distance.</summary>
/// <param name="distanceFunction">The distance of two tensors; that of <see cref="PairwiseDistance"/> if null.</param>
/// <param name="margin">By how much the negative should be farther away.</param>
/// <param name="swap">True to take the distance of positive and negative where it is less.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distanceFunction = null, double margin = 1, bool swap = false, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>The distance of two tensors; that of <see cref="PairwiseDistance"/> if null.</summary>
    public Func<Tensor, Tensor, Tensor>? DistanceFunction => distanceFunction;

    /// <summary>By how much the negative should be farther away.</summary>
    public double Margin => margin;

    /// <summary>True to take the distance of positive and negative where it is less.</summary>
    public bool Swap => swap;

    private protected override string Name => "triplet_margin_with_distance_loss";

    /// <summary>The loss of vectors [..., D].</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor anchor, Tensor positive, Tensor negative)
    {
        RequireBroadcast(anchor, positive, "positive");
        RequireBroadcast(anchor, negative, "negative");
        return Reduced(Compare(anchor, positive, negative, distanceFunction ?? ((a, b) => Ops.PairwiseDistance(a, b)), margin, swap));
    }

    internal static Tensor Compare(Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor> distance, double margin, bool swap)
    {
        Tensor near = distance(anchor, positive), far = distance(anchor, negative);
        if (swap)
            far = Ops.Minimum(far, distance(positive, negative));
        return Ops.Clamp(Ops.Add(Ops.Sub(near, far), margin), min: 0);
    }
}
