using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>What lies at the other end around images: [N, C, H, W] or [C, H, W]. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top and bottom.</param>
public sealed class CircularPad2d(OneOrMore<int> padding) : PadLayer("circular_pad2d", 2, padding, PaddingMode.Circular);
