namespace PtFormat.Tensors;

/// <summary>An 8-bit float: 4 exponent bits (bias 7), 3 mantissa bits, no infinities, NaN is S1111111 (OCP E4M3).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Float8E4M3Fn(byte Bits);
