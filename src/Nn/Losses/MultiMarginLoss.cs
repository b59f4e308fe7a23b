using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The sum of <c>max(0, margin - input[target] + input[other])^p</c> over the other classes, divided by the number of classes.</summary>
public sealed class MultiMarginLoss : Loss
{
    /// <summary>A loss.</summary>
    /// <param name="p">The exponent, 1 or 2.</param>
    /// <param name="margin">By how much the target's score should be the greatest.</param>
    /// <param name="weight">Multiplies the loss of each target class, [C]. Null for ones.</param>
    /// <param name="reduction">What becomes of the losses of single items.</param>
    /// <exception cref="ArgumentException">The exponent is neither 1 nor 2.</exception>
    public MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, LossReduction reduction = LossReduction.Mean) : base(reduction)
    {
        (P, Margin) = (p is 1 or 2 ? p : throw new ArgumentException($"{Name}: p is {p}, expected 1 or 2", nameof(p)), margin);
        Weight = Buffer("weight", weight);
    }

    /// <summary>The exponent, 1 or 2.</summary>
    public int P { get; }

    /// <summary>By how much the target's score should be the greatest.</summary>
    public double Margin { get; }

    /// <summary>Multiplies the loss of each target class, [C], if present.</summary>
    public Buffer Weight { get; }

    private protected override string Name => "multi_margin_loss";

    /// <summary>The loss of scores [N, C] with classes [N], or [C] with one class.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        if (input.Rank is not (1 or 2))
            throw new ArgumentException($"{Name}: input is {input.Shape}, expected [N, C] or [C]");
        RequireClasses(input, target);
        RequireClassWeight(input, Weight.ValueOrNull);
        Tensor index = Ops.Cast(target, DType.Int64).Unsqueeze(-1);
        Tensor margins = Ops.Clamp(Ops.Add(Ops.Sub(Margin, Ops.Gather(input, -1, index)), input), min: 0);
        if (P == 2)
            margins = Ops.Square(margins);
        if (Weight.ValueOrNull is { } weight)
            margins = Ops.Mul(margins, input.Rank == 1 ? Ops.IndexSelect(weight, 0, index) : Ops.IndexSelect(weight, 0, index.Select(-1, 0)).Unsqueeze(-1));
        // The target is no other class.
        Tensor others = Ops.Scatter(margins, -1, index, 0.0);
        return Reduced(Ops.Div(Ops.Sum(others, [-1]), input.Shape[-1]));
    }
}
