namespace PtFormat.Tensors;

/// <summary>An 8-bit float: 5 exponent bits (bias 15), 2 mantissa bits, infinities and NaN as IEEE 754 (OCP E5M2).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Float8E5M2(byte Bits);
