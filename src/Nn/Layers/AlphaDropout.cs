using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>In training drops elements to the limit of SELU, so that mean and variance stay (Klambauer et al. 2017, https://arxiv.org/abs/1706.02515).</summary>
/// <param name="p">From 0 to 1.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class AlphaDropout(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    private protected override string Name => "alpha_dropout";

    private protected override Tensor Drop(Tensor x) => Ops.AlphaDropout(Generator, x, P);
}
