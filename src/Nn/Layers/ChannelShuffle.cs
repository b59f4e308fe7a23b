using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>Channels dealt out: of [N, C, ...] in groups, first the first channel of every group, then the second.</summary>
/// <param name="groups">How many groups share the channels.</param>
public sealed class ChannelShuffle(int groups) : Layer
{
    /// <summary>How many groups share the channels.</summary>
    public int Groups => groups;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.ChannelShuffle(x, groups);
}
