namespace PtFormat.Tensors;

/// <summary>An 8-bit float: 4 exponent bits (bias 8), 3 mantissa bits, no infinities, no negative zero, NaN is 80.</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Float8E4M3FnUz(byte Bits);
