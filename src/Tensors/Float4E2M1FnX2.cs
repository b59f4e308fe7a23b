namespace PtFormat.Tensors;

/// <summary>Two 4-bit floats: 2 exponent bits (bias 1), 1 mantissa bit, no infinities, no NaN (OCP E2M1); the first in the lower half.</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Float4E2M1FnX2(byte Bits);
