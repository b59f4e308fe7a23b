using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Cross-entropy of <c>softmax(input)</c>: <c>-log</c> of the target class's probability, or the mean of all by a target of probabilities.</summary>
public sealed class CrossEntropyLoss : Loss
{
    /// <summary>A loss.</summary>
    /// <param name="weight">Multiplies the loss of each class, [C]; the mean over target classes is weighted. Null for ones.</param>
    /// <param name="ignoreIndex">A target class that counts for nothing.</param>
    /// <param name="reduction">What becomes of the losses of single items.</param>
    /// <param name="labelSmoothing">How much of the target is spread evenly over all classes (Szegedy et al. 2015, https://arxiv.org/abs/1512.00567), 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is not from 0 to 1.</exception>
    public CrossEntropyLoss(Tensor? weight = null, long ignoreIndex = -100, LossReduction reduction = LossReduction.Mean, double labelSmoothing = 0) : base(reduction)
    {
        if (labelSmoothing is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), FormattableString.Invariant($"{Name}: label_smoothing is {labelSmoothing}, expected 0 to 1"));
        (IgnoreIndex, LabelSmoothing) = (ignoreIndex, labelSmoothing);
        Weight = Buffer("weight", weight);
    }

    /// <summary>Multiplies the loss of each class, [C], if present.</summary>
    public Buffer Weight { get; }

    /// <summary>A target class that counts for nothing.</summary>
    public long IgnoreIndex { get; }

    /// <summary>How much of the target is spread evenly over all classes.</summary>
    public double LabelSmoothing { get; }

    private protected override string Name => "cross_entropy";

    /// <summary>The loss of scores [N, C, ...] or [C], with classes [N, ...] or one, or with probabilities of the scores' shape.</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no class of the input.</exception>
    public Tensor Forward(Tensor input, Tensor target)
    {
        RequireFloat(input);
        if (target.DType.IsFloatingPoint())
            RequireSameShape(input, target);
        else
            RequireClasses(input, target);
        RequireClassWeight(input, Weight.ValueOrNull);
        int classes = input.Rank == 1 ? 0 : 1;
        Tensor logarithms = Ops.LogSoftmax(input, classes);
        return target.DType.IsFloatingPoint() ? OfProbabilities(logarithms, target, classes) : OfClasses(logarithms, target, classes);
    }

    Tensor OfProbabilities(Tensor logarithms, Tensor target, int classes)
    {
        if (LabelSmoothing > 0)
            target = Ops.Add(Ops.Mul(target, 1 - LabelSmoothing), LabelSmoothing / target.Shape[classes]);
        Tensor losses = Ops.Neg(Ops.Sum(Ops.Mul(Weighted(logarithms, classes), target), [classes]));
        // The mean over items: weights of classes are not divided by.
        return Reduced(losses);
    }

    Tensor OfClasses(Tensor logarithms, Tensor target, int classes)
    {
        (Tensor losses, Tensor weights) = NllLoss.Picked(Name, logarithms, target, Weight.ValueOrNull, IgnoreIndex);
        if (LabelSmoothing > 0)
        {
            Tensor even = Ops.MaskedFill(Ops.Neg(Ops.Sum(Weighted(logarithms, classes), [classes])), Ops.Eq(target, IgnoreIndex), 0.0);
            losses = Ops.Add(Ops.Mul(losses, 1 - LabelSmoothing), Ops.Mul(even, LabelSmoothing / logarithms.Shape[classes]));
        }
        return Reduction == LossReduction.Mean ? Ops.Div(Ops.Sum(losses), Ops.Sum(weights)) : Reduced(losses);
    }

    Tensor Weighted(Tensor logarithms, int classes)
    {
        if (Weight.ValueOrNull is not { } weight)
            return logarithms;
        long[] sizes = new long[logarithms.Rank];
        Array.Fill(sizes, 1);
        sizes[classes] = weight.Shape[0];
        return Ops.Mul(logarithms, Ops.Reshape(weight, sizes));
    }
}
