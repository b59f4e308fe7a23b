using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Softmax over the channels of each pixel: [N, C, H, W] or [C, H, W].</summary>
public sealed class Softmax2d : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => x.Rank is 3 or 4
        ? Ops.Softmax(x, -3)
        : throw new ArgumentException($"softmax2d: input has {x.Rank} dimensions {x.Shape}, expected [batch, channels, height, width] or without batch");
}
