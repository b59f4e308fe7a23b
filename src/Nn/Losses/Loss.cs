using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>A measure of how far an output is from what it should be. Gradients are not computed.</summary>
public abstract class Loss : Module
{
    private protected Loss(LossReduction reduction)
    {
        if (reduction is < LossReduction.Mean or > LossReduction.None && !(reduction == LossReduction.BatchMean && this is KlDivLoss))
            throw new ArgumentOutOfRangeException(nameof(reduction), $"{Name}: the reduction is {reduction}, expected None, Mean or Sum");
        Reduction = reduction;
    }

    /// <summary>What becomes of the losses of single elements.</summary>
    public LossReduction Reduction { get; }

    private protected abstract string Name { get; }

    private protected Tensor Reduced(Tensor losses) => Reduction switch
    {
        LossReduction.Mean => Ops.Mean(losses),
        LossReduction.Sum => Ops.Sum(losses),
        LossReduction.BatchMean => Ops.Div(Ops.Sum(losses), losses.Rank == 0 ? 1 : losses.Shape[0]),
        _ => losses,
    };

    private protected void RequireSameShape(Tensor input, Tensor other, string otherName = "target")
    {
        if (input.Shape != other.Shape)
            throw new ArgumentException($"{Name}: input is {input.Shape}, {otherName} is {other.Shape}: both must have the same shape");
    }

    private protected void RequireBroadcast(Tensor input, Tensor other, string otherName = "target")
    {
        for (int i = 1; i <= Math.Min(input.Rank, other.Rank); i++)
            if (input.Shape[-i] != other.Shape[-i] && input.Shape[-i] != 1 && other.Shape[-i] != 1)
                throw new ArgumentException($"{Name}: input is {input.Shape}, {otherName} is {other.Shape}: sizes {input.Shape[-i]} and {other.Shape[-i]} of dimension {-i} differ and neither is 1");
    }

    private protected void RequireFloat(Tensor input, string inputName = "input")
    {
        if (!input.DType.IsFloatingPoint())
            throw new ArgumentException($"{Name}: {inputName} is {input.DType.Name()} {input.Shape}, floats were needed: convert it first");
    }

    private protected void RequireClasses(Tensor input, Tensor target)
    {
        if (target.DType is not (DType.Int64 or DType.Int32 or DType.UInt8))
            throw new ArgumentException($"{Name}: target is {target.DType.Name()} {target.Shape}, class numbers were needed: int64");
        long[] expected = input.Rank switch
        {
            0 => [-1],
            1 => [],
            _ => [input.Shape[0], .. input.Shape.AsSpan()[2..]],
        };
        if (!target.Shape.AsSpan().SequenceEqual(expected))
            throw new ArgumentException($"{Name}: input is {input.Shape}, target is {target.Shape}: expected a class for each item of the input, {(input.Rank == 0 ? "which has no classes" : Shape.Create(expected).ToString())}");
    }

    // A rescaling for each class, [classes].
    private protected void RequireClassWeight(Tensor input, Tensor? weight)
    {
        long classes = input.Shape[input.Rank == 1 ? 0 : 1];
        if (weight is not null && weight.Shape != [classes])
            throw new ArgumentException($"{Name}: input has {classes} classes {input.Shape}, weight is {weight.Shape}, expected [{classes}]");
    }
}
