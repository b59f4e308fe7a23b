using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary><c>(input - target)²</c>.</summary>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class MseLoss(LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    private protected override string Name => "mse_loss";

    /// <summary>The loss of an input; input and target broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireBroadcast(input, target);
        return Reduced(Ops.Square(Ops.Sub(input, target)));
    }
}
