namespace PtFormat.Tensors;

/// <summary>Four elements of two bits (bits2x4).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Bits2X4(byte Bits);
