using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Pixels become channels: [..., C, H * r, W * r] in, [..., C * r * r, H, W] out.</summary>
/// <param name="downscaleFactor">r: by what height and width shrink.</param>
public sealed class PixelUnshuffle(int downscaleFactor) : Layer
{
    /// <summary>r: by what height and width shrink.</summary>
    public int DownscaleFactor => downscaleFactor;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.PixelUnshuffle(x, downscaleFactor);
}
