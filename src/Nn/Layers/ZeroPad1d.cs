using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>Zeros around signals: in the last dimension. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left and right.</param>
public sealed class ZeroPad1d(OneOrMore<int> padding) : PadLayer("zero_pad1d", 1, padding, PaddingMode.Zeros);
