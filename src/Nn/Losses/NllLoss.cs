using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The negative logarithm of the probability of the target class; the input holds logarithms.</summary>
public sealed class NllLoss : Loss
{
    /// <summary>A loss.</summary>
    /// <param name="weight">Multiplies the loss of each target class, [C]; the mean is weighted. Null for ones.</param>
    /// <param name="ignoreIndex">A target that counts for nothing.</param>
    /// <param name="reduction">What becomes of the losses of single items.</param>
    public NllLoss(Tensor? weight = null, long ignoreIndex = -100, LossReduction reduction = LossReduction.Mean) : base(reduction)
    {
        Weight = Buffer("weight", weight);
        IgnoreIndex = ignoreIndex;
    }

    /// <summary>Multiplies the loss of each target class, [C], if present.</summary>
    public Buffer Weight { get; }

    /// <summary>A target that counts for nothing.</summary>
    public long IgnoreIndex { get; }

    private protected override string Name => "nll_loss";

    /// <summary>The loss of logarithms [N, C, ...] with classes [N, ...], or [C] with one class.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no class of the input.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireClasses(input, target);
        RequireClassWeight(input, Weight.ValueOrNull);
        (Tensor losses, Tensor weights) = Picked(Name, input, target, Weight.ValueOrNull, IgnoreIndex);
        return Reduction == LossReduction.Mean ? Ops.Div(Ops.Sum(losses), Ops.Sum(weights)) : Reduced(losses);
    }

    /// <summary>For each target its loss, and what it counts in the mean; both 0 where it is ignored.</summary>
    internal static (Tensor Losses, Tensor Weights) Picked(string name, Tensor logarithms, Tensor target, Tensor? weight, long ignoreIndex)
    {
        try
        {
            return Picked(logarithms, target, weight, ignoreIndex);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The look-up knows no classes.
            long classes = logarithms.Shape[logarithms.Rank == 1 ? 0 : 1];
            long wrong = Ops.Cast(target, DType.Int64).ToArray<long>().First(given => given != ignoreIndex && (given < 0 || given >= classes));
            throw new ArgumentOutOfRangeException(null, $"{name}: target {wrong} is no class of the input {logarithms.Shape}: expected 0 to {classes - 1}, or {ignoreIndex} for what is ignored");
        }
    }

    static (Tensor Losses, Tensor Weights) Picked(Tensor logarithms, Tensor target, Tensor? weight, long ignoreIndex)
    {
        int classes = logarithms.Rank == 1 ? 0 : 1;
        Tensor index = Ops.Cast(target, DType.Int64), ignored = Ops.Eq(index, ignoreIndex);
        Tensor safe = Ops.MaskedFill(index, ignored, 0);
        Tensor weights = Ops.MaskedFill(
            weight is null ? Ops.Cast(Ops.LogicalNot(ignored), logarithms.DType) : Ops.Reshape(Ops.IndexSelect(weight, 0, Ops.Reshape(safe, -1)), target.Shape.AsSpan()), ignored, 0.0);
        // An infinite logarithm times a weight of 0 would be NaN.
        Tensor picked = Ops.MaskedFill(Ops.Neg(Ops.Gather(logarithms, classes, safe.Unsqueeze(classes)).Select(classes, 0)), ignored, 0.0);
        return (Ops.Mul(picked, weights), weights);
    }
}
