namespace PtFormat.Tensors;

/// <summary>A complex number of two binary32, as PyTorch lays it out: real part first.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct Complex64(float Real, float Imaginary);
