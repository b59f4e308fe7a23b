using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>What a backend needs to know of an operand to choose a kernel: everything but the bytes.</summary>
/// <param name="DType">The element type.</param>
/// <param name="Layout">Shape, strides and offset.</param>
public readonly record struct TensorSpec(DType DType, Layout Layout)
{
    /// <summary>The spec of a tensor.</summary>
    public static implicit operator TensorSpec(Tensor tensor) => new(tensor.DType, tensor.Layout);

    /// <summary>The spec of an operand that may be absent.</summary>
    public static TensorSpec? Of(Tensor? tensor) => tensor is null ? default(TensorSpec?) : new TensorSpec(tensor.DType, tensor.Layout);

    /// <summary>The sizes.</summary>
    public Shape Shape => Layout.Shape;

    /// <summary><c>float32 [2, 3]</c></summary>
    public override string ToString() => $"{DType.Name()} {Layout}";
}
