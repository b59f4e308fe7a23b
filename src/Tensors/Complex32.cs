namespace PtFormat.Tensors;

/// <summary>A complex number of two binary16, as PyTorch lays it out: real part first.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct Complex32(Half Real, Half Imaginary);
