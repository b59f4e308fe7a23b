using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Half the square of the difference divided by beta, and from beta on the absolute difference less half of beta (Girshick 2015, https://arxiv.org/abs/1504.08083).</summary>
/// <param name="reduction">What becomes of the losses of single elements.</param>
/// <param name="beta">Where the square ends; 0 for no square.</param>
public sealed class SmoothL1Loss(LossReduction reduction = LossReduction.Mean, double beta = 1) : Loss(reduction)
{
    /// <summary>Where the square ends; 0 for no square.</summary>
    public double Beta => beta;

    private protected override string Name => "smooth_l1_loss";

    /// <summary>The loss of an input; input and target broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireBroadcast(input, target);
        if (!(beta >= 0))
            throw new ArgumentException(FormattableString.Invariant($"{Name}: beta is {beta}, it must not be negative"));
        Tensor distance = Ops.Abs(Ops.Sub(input, target));
        return Reduced(beta == 0 ? distance : Ops.Where(Ops.Lt(distance, beta), Ops.Mul(Ops.Square(distance), 0.5 / beta), Ops.Sub(distance, 0.5 * beta)));
    }
}
