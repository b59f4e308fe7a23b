using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The negative logarithm of the chance of each label sequence, over all ways to place its labels in time (Graves et al. 2006).</summary>
    /// <param name="logProbs">Logarithms of probabilities, [T, N, C].</param>
    /// <param name="targets">Labels, int64 or int32: [N, S], or all one after the other.</param>
    /// <param name="inputLengths">Steps of each item, [N].</param>
    /// <param name="targetLengths">Labels of each item, [N].</param>
    /// <param name="blank">The class that stands between labels.</param>
    /// <param name="zeroInfinity">True for 0 in place of an infinite loss, that of more labels than steps.</param>
    /// <returns>[N].</returns>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or a length or label is outside.</exception>
    public static Tensor CtcLoss(Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths, int blank = 0, bool zeroInfinity = false)
    {
        CtcLossOp op = new(blank, zeroInfinity);
        if (logProbs.Rank != 3 || logProbs.DType is not (DType.Float32 or DType.Float64))
            throw new ArgumentException($"ctc_loss: input is {logProbs.DType.Name()} {logProbs.Shape}, expected float32 or float64 [steps, batch, classes]");
        long batch = logProbs.Shape[1];
        if (blank < 0 || blank >= logProbs.Shape[2])
            throw new ArgumentException($"ctc_loss: the blank is {blank}, expected a class of {logProbs.Shape}: 0 to {logProbs.Shape[2] - 1}");
        if (targets.Rank is not (1 or 2) || targets.Rank == 2 && targets.Shape[0] != batch)
            throw new ArgumentException($"ctc_loss: input is {logProbs.Shape}, targets are {targets.Shape}: expected [{batch}, labels], or all labels one after the other");
        RequireShape(op, "input_lengths", inputLengths, [batch]);
        RequireShape(op, "target_lengths", targetLengths, [batch]);
        return Run(op, logProbs.DType, [batch], logProbs, IndexOf(op, targets), IndexOf(op, inputLengths), IndexOf(op, targetLengths));
    }
}
