using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The sum of <c>max(0, 1 - (input[label] - input[other]))</c> over labels and other classes, divided by the number of classes.</summary>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class MultiLabelMarginLoss(LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    private protected override string Name => "multilabel_margin_loss";

    /// <summary>The loss of scores [N, C] or [C]; the target, of the same shape, names labels up to the first -1.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireSameShape(input, target);
        if (input.Rank is not (1 or 2) || target.DType != DType.Int64)
            throw new ArgumentException($"{Name}: input is {input.Shape}, target is {target.DType.Name()} {target.Shape}: expected [N, C] or [C] and int64");
        Tensor named = Ops.CumProd(Ops.Cast(Ops.Ge(target, 0), DType.Int64), -1), labels = Ops.Mul(target, named);
        // 1 where a class is a label, in the input's dtype, so that it can be multiplied with.
        Tensor isLabel = Ops.Cast(Ops.Scatter(Ops.Mul(target, 0), -1, labels, named, ScatterMode.Max), input.DType);
        Tensor margins = Ops.Clamp(Ops.Add(Ops.Sub(1, Ops.Gather(input, -1, labels).Unsqueeze(-1)), input.Unsqueeze(-2)), min: 0);
        Tensor counted = Ops.Mul(Ops.Mul(margins, Ops.Cast(named, input.DType).Unsqueeze(-1)), Ops.Sub(1, isLabel).Unsqueeze(-2));
        return Reduced(Ops.Div(Ops.Sum(counted, [-2, -1]), input.Shape[-1]));
    }
}
