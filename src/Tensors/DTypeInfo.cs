namespace PtFormat.Tensors;

/// <summary>What the field and its files call a dtype.</summary>
/// <param name="Name">PyTorch's name without <c>torch.</c>: <c>float32</c>.</param>
/// <param name="ItemSize">Bytes of one element.</param>
/// <param name="StorageName">PyTorch's typed storage class, or null where files use an untyped storage of bytes.</param>
/// <param name="SafetensorsCode">The code in a safetensors header, or null where that format has none.</param>
public sealed record DTypeInfo(string Name, int ItemSize, string? StorageName, string? SafetensorsCode);
