using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>In training zeros each element with probability p and scales the others by 1 / (1 - p) (Hinton et al. 2012, https://arxiv.org/abs/1207.0580).</summary>
/// <param name="p">From 0 to 1.</param>
/// <param name="inplace">Kept for files: the result is PyTorch's, and the input is never overwritten.</param>
/// <exception cref="ArgumentOutOfRangeException">p is no probability.</exception>
public sealed class Dropout(double p = 0.5, bool inplace = false) : DropoutLayer(p, inplace)
{
    private protected override string Name => "dropout";

    private protected override Tensor Drop(Tensor x) => Dropped(x, P);
}
