using PtFormat.Tensors;

namespace PtFormat.Formats.Export;

/// <summary>What an exported graph says of a tensor.</summary>
/// <param name="DType">The element type.</param>
/// <param name="Sizes">The shape.</param>
/// <param name="Strides">The distance between neighbours along each dimension, in elements.</param>
/// <param name="Offset">Where the first element lies in its storage, in elements.</param>
/// <param name="Layout">PyTorch's name of the layout: <c>strided</c>.</param>
/// <param name="Device">Where it was.</param>
/// <param name="RequiresGrad">Whether PyTorch computes gradients for it.</param>
public sealed record ExportedTensor(DType DType, IReadOnlyList<ExportedSize> Sizes, IReadOnlyList<ExportedSize> Strides, ExportedSize Offset, string Layout, ExportedDevice Device, bool RequiresGrad)
{
    /// <summary>Dtype and shape: <c>float32 [s0, 3]</c>.</summary>
    public override string ToString() => $"{DType.Name()} [{string.Join(", ", Sizes)}]";
}
