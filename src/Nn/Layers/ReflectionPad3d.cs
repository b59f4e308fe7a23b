using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>The inside, mirrored, around volumes: [N, C, D, H, W] or [C, D, H, W]. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top, bottom, front and back.</param>
public sealed class ReflectionPad3d(OneOrMore<int> padding) : PadLayer("reflection_pad3d", 3, padding, PaddingMode.Reflect);
