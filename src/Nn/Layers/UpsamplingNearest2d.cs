using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>Images [N, C, H, W] in another size, every element the one before its place.</summary>
/// <param name="size">Height and width of the output.</param>
/// <param name="scaleFactor">By what height and width are multiplied, where no size is given.</param>
public sealed class UpsamplingNearest2d(OneOrMore<int>? size = null, OneOrMore<double>? scaleFactor = null) : Upsample(size, scaleFactor, UpsampleMode.Nearest);
