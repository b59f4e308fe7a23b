using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>In training zeros each channel of [N, C, D, H, W] or [C, D, H, W] with probability p and scales the others by 1 / (1 - p) (Tompson et al. 2015, https://arxiv.org/abs/1411.4280).</summary>
/// <param name="p">From 0 to 1.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class Dropout3d(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    private protected override string Name => "dropout3d";

    private protected override Tensor Drop(Tensor x) => DropFeatures(x, 5, "[N, C, D, H, W] or [C, D, H, W]");
}
