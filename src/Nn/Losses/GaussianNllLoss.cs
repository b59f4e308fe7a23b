using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The negative logarithm of the density of a normal distribution: <c>(log(variance) + (input - target)² / variance) / 2</c>.</summary>
/// <param name="full">True to add the constant, log(2 * pi) / 2.</param>
/// <param name="eps">The least variance.</param>
/// <param name="reduction">What becomes of the losses of single elements.</param>
public sealed class GaussianNllLoss(bool full = false, double eps = 1e-6, LossReduction reduction = LossReduction.Mean) : Loss(reduction)
{
    /// <summary>True to add the constant, log(2 * pi) / 2.</summary>
    public bool Full => full;

    /// <summary>The least variance.</summary>
    public double Eps => eps;

    private protected override string Name => "gaussian_nll_loss";

    /// <summary>The loss of an input of the target's shape.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target, Tensor variance)
    {
        RequireBroadcast(input, target);
        Tensor spread = Beside(input, variance);
        spread = Ops.Clamp(spread, min: eps);
        Tensor loss = Ops.Mul(Ops.Add(Ops.Log(spread), Ops.Div(Ops.Square(Ops.Sub(input, target)), spread)), 0.5);
        return Reduced(full ? Ops.Add(loss, 0.5 * Math.Log(2 * Math.PI)) : loss);
    }

    // One variance for each element, or one for all of the last dimension, which may be missing or 1.
    Tensor Beside(Tensor input, Tensor variance)
    {
        if (variance.Shape == input.Shape || input.Rank > 0 && variance.Rank == input.Rank && variance.Shape[-1] == 1 && variance.Shape.AsSpan()[..^1].SequenceEqual(input.Shape.AsSpan()[..^1]))
            return variance;
        return input.Rank > 0 && variance.Shape.AsSpan().SequenceEqual(input.Shape.AsSpan()[..^1])
            ? variance.Unsqueeze(-1)
            : throw new ArgumentException($"{Name}: input is {input.Shape}, variance is {variance.Shape}: expected the same shape, or 1 or nothing in place of the last size");
    }
}
