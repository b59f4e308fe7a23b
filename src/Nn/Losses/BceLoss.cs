using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Binary cross-entropy of probabilities: <c>-(target * log(input) + (1 - target) * log(1 - input))</c>.</summary>
public sealed class BceLoss : Loss
{
    /// <summary>A loss.</summary>
    /// <param name="weight">Multiplies the loss of each element; broadcasts to the input. Null for ones.</param>
    /// <param name="reduction">What becomes of the losses of single elements.</param>
    public BceLoss(Tensor? weight = null, LossReduction reduction = LossReduction.Mean) : base(reduction) => Weight = Buffer("weight", weight);

    /// <summary>Multiplies the loss of each element, if present.</summary>
    public Buffer Weight { get; }

    private protected override string Name => "binary_cross_entropy";

    /// <summary>The loss of probabilities of the target's shape.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit, or an element is no probability; while recording, elements are not known.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireSameShape(input, target);
        if (Weight.ValueOrNull is { } given)
            RequireBroadcast(input, given, "weight");
        RequireProbabilities(input, "input");
        RequireProbabilities(target, "target");
        // PyTorch keeps logarithms above -100, so that the loss of a certain mistake is finite.
        Tensor certain = Ops.Clamp(Ops.Log(input), min: -100), not = Ops.Clamp(Ops.Log1p(Ops.Neg(input)), min: -100);
        Tensor loss = Ops.Sub(Ops.Mul(Ops.Sub(target, 1), not), Ops.Mul(target, certain));
        return Reduced(Weight.ValueOrNull is { } weight ? Ops.Mul(loss, weight) : loss);
    }

    void RequireProbabilities(Tensor values, string name)
    {
        // NaN is none either.
        if (values.Device is not Recorder && !Ops.All(Ops.LogicalAnd(Ops.Ge(values, 0), Ops.Le(values, 1))).Item<Bool8>())
            throw new ArgumentException($"{Name}: {name} has elements outside [0, 1], probabilities were needed{(name == "input" ? ": apply a sigmoid, or use BceWithLogitsLoss" : "")}");
    }
}
