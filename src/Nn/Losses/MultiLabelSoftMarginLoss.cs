using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The mean over classes of the binary cross-entropy of <c>sigmoid(input)</c>.</summary>
public sealed class MultiLabelSoftMarginLoss : Loss
{
    /// <summary>A loss.</summary>
    /// <param name="weight">Multiplies the loss of each class, [C]. Null for ones.</param>
    /// <param name="reduction">What becomes of the losses of single items.</param>
    public MultiLabelSoftMarginLoss(Tensor? weight = null, LossReduction reduction = LossReduction.Mean) : base(reduction) => Weight = Buffer("weight", weight);

    /// <summary>Multiplies the loss of each class, [C], if present.</summary>
    public Buffer Weight { get; }

    private protected override string Name => "multilabel_soft_margin_loss";

    /// <summary>The loss of scores [..., C] of the target's shape.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireSameShape(input, target);
        if (Weight.ValueOrNull is { } given)
            RequireBroadcast(input, given, "weight");
        Tensor loss = Ops.Neg(Ops.Add(Ops.Mul(target, Ops.LogSigmoid(input)), Ops.Mul(Ops.Sub(1, target), Ops.LogSigmoid(Ops.Neg(input)))));
        return Reduced(Ops.Mean(Weight.ValueOrNull is { } weight ? Ops.Mul(loss, weight) : loss, [-1]));
    }
}
