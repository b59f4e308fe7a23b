using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>In training zeros each channel of [N, C, H, W] with probability p and scales the others by 1 / (1 - p) (Tompson et al. 2015, https://arxiv.org/abs/1411.4280).</summary>
/// <remarks>Three dimensions are [N, C, L], as in PyTorch: there is no form without N.</remarks>
/// <param name="p">From 0 to 1.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class Dropout2d(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    private protected override string Name => "dropout2d";

    private protected override Tensor Drop(Tensor x) => x.Rank is 3 or 4
        ? Kernels.Ops.FeatureDropout(Generator, x, P)
        : throw new ArgumentException($"{Name}: input has {x.Rank} dimensions {x.Shape}, expected [N, C, H, W] or [N, C, L]");
}
