using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>Zeros around images: in the last two dimensions. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top and bottom.</param>
public sealed class ZeroPad2d(OneOrMore<int> padding) : PadLayer("zero_pad2d", 2, padding, PaddingMode.Zeros);
