using PtFormat.Kernels;

namespace PtFormat.Nn;

/// <summary>A number around signals: in the last dimension. Negative numbers cut off.</summary>
/// <param name="padding">One number, or left and right.</param>
/// <param name="value">The number.</param>
public sealed class ConstantPad1d(OneOrMore<int> padding, double value) : PadLayer("constant_pad1d", 1, padding, PaddingMode.Zeros, value)
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;
}
