using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>A number around volumes: in the last three dimensions. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left, right, top, bottom, front and back.</param>
/// <param name="value">The number.</param>
public sealed class ConstantPad3d(OneOrMore<int> padding, double value) : PadLayer("constant_pad3d", 3, padding, PaddingMode.Zeros, value)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;
}
