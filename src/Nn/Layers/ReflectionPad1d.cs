using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>The inside, mirrored, around signals: [N, C, L] or [C, L]. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left and right.</param>
public sealed class ReflectionPad1d(OneOrMore<int> padding) : PadLayer("reflection_pad1d", 1, padding, PaddingMode.Reflect);
