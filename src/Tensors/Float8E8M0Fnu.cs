namespace PtFormat.Tensors;

/// <summary>An 8-bit float: 8 exponent bits (bias 127) and nothing else: powers of two, NaN is FF (OCP E8M0).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Float8E8M0Fnu(byte Bits);
