namespace PtFormat.Tensors;

/// <summary>A byte that PyTorch gives no meaning (bits8).</summary>
/// <param name="Bits">The byte.</param>
public readonly record struct Bits8(byte Bits);
