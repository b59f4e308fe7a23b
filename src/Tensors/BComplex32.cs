namespace PtFormat.Tensors;

/// <summary>A complex number of two bfloat16, as PyTorch lays it out: real part first.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct BComplex32(BFloat16 Real, BFloat16 Imaginary);
