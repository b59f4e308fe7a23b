namespace PtFormat.Tensors;

/// <summary>Two elements of four bits (bits4x2).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Bits4X2(byte Bits);
