using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>The outermost elements, repeated, around images: [N, C, H, W] or [C, H, W]. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top and bottom.</param>
public sealed class ReplicationPad2d(OneOrMore<int> padding) : PadLayer("replication_pad2d", 2, padding, PaddingMode.Replicate);
