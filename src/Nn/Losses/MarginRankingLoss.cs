using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary><c>max(0, margin - target * (input1 - input2))</c>: of two scores the first should be the greater where the target is 1, the less where it is -1.</summary>
/// <param name="margin">By how much at least.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class MarginRankingLoss(double margin = 0, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>By how much at least.</summary>
    public double Margin => margin;

    private protected override string Name => "margin_ranking_loss";

    /// <summary>The loss of two inputs; all broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input1, Tensor input2, Tensor target)
    {
        RequireBroadcast(input1, input2, "the second input");
        RequireBroadcast(input1, target);
        return Reduced(Ops.Clamp(Ops.Add(Ops.Neg(Ops.Mul(target, Ops.Sub(input1, input2))), margin), min: 0));
    }
}
