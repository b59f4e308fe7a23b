using PtFormat.Tensors;

namespace PtFormat.Formats.Torch;

/// <summary>A storage that was saved on its own, without a tensor.</summary>
/// <param name="Storage">The bytes.</param>
/// <param name="DTypeName">PyTorch's name of the element type, or null for untyped bytes.</param>
public sealed record TorchStorage(Storage Storage, string? DTypeName);
