namespace PtFormat.Tensors;

/// <summary>An 8-bit float: 5 exponent bits (bias 16), 2 mantissa bits, no infinities, no negative zero, NaN is 80.</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Float8E5M2FnUz(byte Bits);
