using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Half the square of the difference, and from delta on delta times the absolute difference less half of delta (Huber 1964).</summary>
/// <param name="reduction">What becomes of the losses of single elements.</param>
/// <param name="delta">Where the square ends; positive.</param>
public sealed class HuberLoss(LossReduction reduction = LossReduction.Mean, double delta = 1) : Loss(reduction)
{
    /// <summary>Where the square ends; positive.</summary>
    public double Delta => delta;

    private protected override string Name => "huber_loss";

    /// <summary>The loss of an input; input and target broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireBroadcast(input, target);
        if (!(delta > 0))
            throw new ArgumentException(FormattableString.Invariant($"{Name}: delta is {delta}, it must be positive"));
        Tensor distance = Ops.Abs(Ops.Sub(input, target));
        return Reduced(Ops.Where(Ops.Lt(distance, delta), Ops.Mul(Ops.Square(distance), 0.5), Ops.Mul(Ops.Sub(distance, 0.5 * delta), delta)));
    }
}
