using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Binary cross-entropy of <c>sigmoid(input)</c>, without overflow.</summary>
public sealed class BceWithLogitsLoss : Loss
{
    /// <summary>A loss.</summary>
    /// <param name="weight">Multiplies the loss of each element; broadcasts to the input. Null for ones.</param>
    /// <param name="reduction">What becomes of the losses of single elements.</param>
    /// <param name="posWeight">Multiplies what positive targets contribute; broadcasts to the input. Null for ones.</param>
    public BceWithLogitsLoss(Tensor? weight = null, LossReduction reduction = LossReduction.Mean, Tensor? posWeight = null) : base(reduction)
    {
        Weight = Buffer("weight", weight);
        PosWeight = Buffer("pos_weight", posWeight);
    }

    /// <summary>Multiplies the loss of each element, if present.</summary>
    public Buffer Weight { get; }

    /// <summary>Multiplies what positive targets contribute, if present.</summary>
    public Buffer PosWeight { get; }

    private protected override string Name => "binary_cross_entropy_with_logits";

    /// <summary>The loss of logits of the target's shape.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireSameShape(input, target);
        foreach ((string name, Tensor? given) in new[] { ("weight", Weight.ValueOrNull), ("pos_weight", PosWeight.ValueOrNull) })
            if (given is not null)
                RequireBroadcast(input, given, name);
        // log(1 + exp(-x)), where exp never overflows.
        Tensor softplus = Ops.Add(Ops.Log1p(Ops.Exp(Ops.Neg(Ops.Abs(input)))), Ops.Clamp(Ops.Neg(input), min: 0));
        if (PosWeight.ValueOrNull is { } positive)
            softplus = Ops.Mul(softplus, Ops.Add(Ops.Mul(Ops.Sub(positive, 1), target), 1));
        Tensor loss = Ops.Add(Ops.Mul(Ops.Sub(1, target), input), softplus);
        return Reduced(Weight.ValueOrNull is { } weight ? Ops.Mul(loss, weight) : loss);
    }
}
