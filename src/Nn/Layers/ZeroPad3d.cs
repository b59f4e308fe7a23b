using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>Zeros around volumes: in the last three dimensions. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top, bottom, front and back.</param>
public sealed class ZeroPad3d(OneOrMore<int> padding) : PadLayer("zero_pad3d", 3, padding, PaddingMode.Zeros);
