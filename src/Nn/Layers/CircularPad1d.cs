using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>What lies at the other end around signals: [N, C, L] or [C, L]. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left and right.</param>
public sealed class CircularPad1d(OneOrMore<int> padding) : PadLayer("circular_pad1d", 1, padding, PaddingMode.Circular);
