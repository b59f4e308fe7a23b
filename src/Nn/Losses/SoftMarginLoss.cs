using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary><c>log(1 + exp(-target * input))</c>, the target 1 or -1.</summary>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class SoftMarginLoss(LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    private protected override string Name => "soft_margin_loss";

    /// <summary>The loss of an input of the target's shape.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireSameShape(input, target);
        return Reduced(Ops.Log1p(Ops.Exp(Ops.Neg(Ops.Mul(input, target)))));
    }
}
