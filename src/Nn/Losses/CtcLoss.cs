using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Connectionist temporal classification: the negative logarithm of the chance of a label sequence of which nobody knows when each label comes (Graves et al. 2006).</summary>
/// <param name="blank">The class that stands between labels.</param>
/// <param name="reduction">The mean is that of each loss divided by its number of labels.</param>
/// <param name="zeroInfinity">True for 0 in place of an infinite loss, that of more labels than steps.</param>
public sealed class CtcLoss(int blank = 0, LossReduction reduction = LossReduction.Mean, bool zeroInfinity = false) : Loss(reduction)
{
    /// <summary>The class that stands between labels.</summary>
    public int Blank => blank;

    /// <summary>True for 0 in place of an infinite loss.</summary>
    public bool ZeroInfinity => zeroInfinity;

    private protected override string Name => "ctc_loss";

    /// <summary>The loss of logarithms of probabilities [T, N, C], or [T, C] of one item.</summary>
    /// <param name="logProbs">Logarithms of probabilities, float32 or float64.</param>
    /// <param name="targets">Labels, int64: [N, S], or all one after the other.</param>
    /// <param name="inputLengths">Steps of each item, int64 [N], or [] for one item.</param>
    /// <param name="targetLengths">Labels of each item, likewise.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit.</exception>
    public Tensor Forward(Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths)
    {
        if (logProbs.Rank == 2)
        {
            Tensor one = Forward(logProbs.Unsqueeze(1), Ops.Reshape(targets, 1, -1), Ops.Reshape(inputLengths, 1), Ops.Reshape(targetLengths, 1));
            return Reduction == LossReduction.None ? one.Select(0, 0) : one;
        }
        Tensor losses = Ops.CtcLoss(logProbs, targets, inputLengths, targetLengths, blank, zeroInfinity);
        return Reduced(Reduction == LossReduction.Mean ? Ops.Div(losses, Ops.Clamp(Ops.Cast(targetLengths, losses.DType), min: 1)) : losses);
    }
}
