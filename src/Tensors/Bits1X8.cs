namespace PtFormat.Tensors;

/// <summary>Eight elements of one bit (bits1x8).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Bits1X8(byte Bits);
