using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>In training drops whole channels of [N, C, ...] to the limit of SELU, so that mean and variance stay (Klambauer et al. 2017, https://arxiv.org/abs/1706.02515).</summary>
/// <param name="p">From 0 to 1.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class FeatureAlphaDropout(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    private protected override string Name => "feature_alpha_dropout";

    private protected override Tensor Drop(Tensor x) => Ops.FeatureAlphaDropout(Generator, x, P);
}
