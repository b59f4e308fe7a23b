using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The Kullback-Leibler divergence: <c>target * (log(target) - input)</c>, the input logarithms.</summary>
/// <param name="reduction">What becomes of the losses of single elements.</param>
/// <param name="logTarget">True where the target holds logarithms too.</param>
public sealed class KlDivLoss(LossReduction reduction = LossReduction.Mean, bool logTarget = false) : Loss(reduction)
{
    /// <summary>True where the target holds logarithms too.</summary>
    public bool LogTarget => logTarget;

    private protected override string Name => "kl_div";

    /// <summary>The loss of an input; input and target broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireBroadcast(input, target);
        // Nothing times log(0) is nothing.
        Tensor loss = logTarget
            ? Ops.Mul(Ops.Exp(target), Ops.Sub(target, input))
            : Ops.Sub(Ops.Where(Ops.Eq(target, 0), 0.0, Ops.Mul(target, Ops.Log(target))), Ops.Mul(target, input));
        return Reduced(loss);
    }
}
