namespace PtFormat.Tensors;

/// <summary>Two bytes that PyTorch gives no meaning (bits16).</summary>
/// <param name="Bits">The bytes.</param>
public readonly record struct Bits16(ushort Bits);
