using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The input where the target is 1, <c>max(0, margin - input)</c> where it is -1.</summary>
/// <param name="margin">How far things that differ should be apart.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class HingeEmbeddingLoss(double margin = 1, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>How far things that differ should be apart.</summary>
    public double Margin => margin;

    private protected override string Name => "hinge_embedding_loss";

    /// <summary>The loss of distances; input and target broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireBroadcast(input, target);
        Tensor far = Ops.Where(Ops.Eq(target, 1), 0.0, Ops.Clamp(Ops.Sub(margin, input), min: 0)), near = Ops.Where(Ops.Eq(target, -1), 0.0, input);
        return Reduced(Ops.Add(far, near));
    }
}
