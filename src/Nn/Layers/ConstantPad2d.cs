using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>A number around images: in the last two dimensions. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top and bottom.</param>
/// <param name="value">The number.</param>
public sealed class ConstantPad2d(OneOrMore<int> padding, double value) : PadLayer("constant_pad2d", 2, padding, PaddingMode.Zeros, value)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;
}
