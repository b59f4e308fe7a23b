namespace PtFormat.Tensors;

/// <summary>A batch of tensors of unequal shapes in one buffer. Made of tensors, with no arithmetic of its own.</summary>
/// <param name="Buffer">The elements of all parts.</param>
/// <param name="Sizes">int64 [parts, dimensions]: the shape of each part.</param>
/// <param name="Strides">int64 [parts, dimensions]: the strides of each part, in elements.</param>
/// <param name="Offsets">int64 [parts]: where each part starts in the buffer, in elements.</param>
public sealed record NestedTensor(Tensor Buffer, Tensor Sizes, Tensor Strides, Tensor Offsets)
{
    /// <summary>The dtype of the elements.</summary>
    public DType DType => Buffer.DType;

    /// <summary>The number of parts.</summary>
    public long Count => Sizes.Shape[0];

    /// <summary>One part, as a view of the buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    /// <exception cref="ArgumentException">Its sizes, strides and offset leave the buffer.</exception>
    public Tensor Part(long index)
    {
        Shape shape = Shape.Create(Sizes.Select(0, index).ToArray<long>());
        return new(Buffer.Storage, Layout.Strided(shape, Strides.Select(0, index).ToArray<long>(), Buffer.Layout.Offset + Offsets.Select(0, index).Item<long>()), DType);
    }

    /// <summary><c>nested float32 of 3 parts</c></summary>
    public override string ToString() => $"nested {DType.Name()} of {Count} parts";
}
