using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>The outermost elements, repeated, around signals: [N, C, L] or [C, L]. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left and right.</param>
public sealed class ReplicationPad1d(OneOrMore<int> padding) : PadLayer("replication_pad1d", 1, padding, PaddingMode.Replicate);
