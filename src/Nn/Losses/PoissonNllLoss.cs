using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The negative logarithm of the chance of a count whose mean the input says: <c>exp(input) - target * input</c>.</summary>
/// <param name="logInput">True where the input is the logarithm of the mean.</param>
/// <param name="full">True to add Stirling's approximation of the logarithm of target!, for targets above 1.</param>
/// <param name="eps">Added to an input that is no logarithm before one is taken.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class PoissonNllLoss(bool logInput = true, bool full = false, double eps = 1e-8, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>True where the input is the logarithm of the mean.</summary>
    public bool LogInput => logInput;

    /// <summary>True to add Stirling's approximation of the logarithm of target!, for targets above 1.</summary>
    public bool Full => full;

    /// <summary>Added to an input that is no logarithm before one is taken.</summary>
    public double Eps => eps;

    private protected override string Name => "poisson_nll_loss";

    /// <summary>The loss of an input; input and target broadcast.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireBroadcast(input, target);
        Tensor loss = logInput
            ? Ops.Sub(Ops.Exp(input), Ops.Mul(target, input))
            : Ops.Sub(input, Ops.Mul(target, Ops.Log(Ops.Add(input, eps))));
        if (full)
        {
            // target * log(target) - target + log(2 * pi * target) / 2
            Tensor logarithm = Ops.Add(Ops.Sub(Ops.Mul(target, Ops.Log(target)), target), Ops.Mul(Ops.Log(Ops.Mul(target, 2 * Math.PI)), 0.5));
            loss = Ops.Add(loss, Ops.Where(Ops.Le(target, 1), 0.0, logarithm));
        }
        return Reduced(loss);
    }
}
