using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Channels become pixels: [..., C * r * r, H, W] in, [..., C, H * r, W * r] out.</summary>
/// <param name="upscaleFactor">r: by what height and width grow.</param>
public sealed class PixelShuffle(int upscaleFactor) : Layer
{
    /// <summary>r: by what height and width grow.</summary>
    public int UpscaleFactor => upscaleFactor;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.PixelShuffle(x, upscaleFactor);
}
