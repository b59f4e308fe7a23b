using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs.Passes;

/// <summary>
/// Puts the normalisation of evaluation mode into the weights before it: (W x + b - mean) s + shift, where
/// s = weight / sqrt(variance + eps), is (s W) x + (b - mean) s + shift. Computed in double precision and rounded once.
/// </summary>
sealed class FoldBatchNorm : Absorption
{
    // Plans for several input shapes fold the same constants; they must share the weights that come out.
    readonly List<(GraphOperand?[] From, Tensor Weight, Tensor Bias)> _folded = [];

    /// <inheritdoc/>
    protected override (Op Op, Func<Rewriter, Tensor?[]> Operands)? Join(GraphNode producer, GraphNode reader)
    {
        if (producer.Op is not (LinearOp or Conv2dOp or Conv3dOp) || reader.Op is not BatchNormOp norm)
            return null;
        GraphOperand?[] constants = [producer.Operands[1], producer.Operands[2], .. reader.Operands.Skip(1)];
        if (constants.Any(operand => operand is { Constant: null }) || producer.Op is LinearOp && reader.Outputs[0].Layout.Shape.Rank != 2)
            return null;
        (Tensor weight, Tensor bias) = Fold(constants, norm.Eps);
        return (producer.Op, rewriter => [rewriter.See(producer.Operands[0]), weight, bias]);
    }

    (Tensor Weight, Tensor Bias) Fold(GraphOperand?[] from, double eps)
    {
        foreach ((GraphOperand?[] known, Tensor knownWeight, Tensor knownBias) in _folded)
            if (known.Zip(from).All(pair => IsSame(pair.First, pair.Second)))
                return (knownWeight, knownBias);
        Tensor?[] wide = [.. from.Select(operand => operand is null ? null : Ops.Cast(operand.Constant!, DType.Float64))];
        (Tensor weight, Tensor? bias, Tensor mean, Tensor variance, Tensor? scale, Tensor? shift) = (wide[0]!, wide[1], wide[2]!, wide[3]!, wide[4], wide[5]);
        Tensor factor = Ops.Div(scale ?? Ops.OnDevice(Tensor.From<double>(1), mean.Device).Expand(mean.Shape.AsSpan()), Ops.Sqrt(Ops.Add(variance, eps)));
        Tensor moved = Ops.Mul(bias is null ? Ops.Neg(mean) : Ops.Sub(bias, mean), factor);
        long[] perOutput = new long[weight.Rank];
        Array.Fill(perOutput, 1);
        perOutput[0] = -1;
        DType dtype = from[0]!.DType;
        Tensor foldedWeight = Ops.Cast(Ops.Mul(weight, factor.View(perOutput)), dtype);
        Tensor foldedBias = Ops.Cast(shift is null ? moved : Ops.Add(moved, shift), dtype);
        _folded.Add((from, foldedWeight, foldedBias));
        return (foldedWeight, foldedBias);
    }

    static bool IsSame(GraphOperand? one, GraphOperand? other) =>
        one is null || other is null ? one == other : one.Value.Storage == other.Value.Storage && one.DType == other.DType && one.Layout.Equals(other.Layout);
}
