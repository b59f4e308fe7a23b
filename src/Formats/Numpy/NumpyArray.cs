using PtFormat.Tensors;

namespace PtFormat.Formats.Numpy;

/// <summary>A NumPy array of anything but objects.</summary>
/// <param name="DType">Its elements as they lie in <paramref name="Bytes"/>: almost always little-endian.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="IsFortran">True when it was saved column by column.</param>
/// <param name="Bytes">The elements in row-major order.</param>
public sealed record NumpyArray(NumpyDType DType, Shape Shape, bool IsFortran, ReadOnlyMemory<byte> Bytes)
{
    readonly Lock _making = new();
    Tensor? _tensor;

    /// <summary>The array as a tensor, or null where no tensor has such elements.</summary>
    public Tensor? Tensor
    {
        get
        {
            if (DType.TensorDType is not { } dtype)
                return null;
            lock (_making)
            {
                if (_tensor is null)
                {
                    _tensor = Tensors.Tensor.Uninitialized(Shape, dtype);
                    byte[] elements = Bytes.ToArray();
                    NumpyReader.ToLittleEndian(DType, elements);
                    _tensor.Storage.Write(0, elements);
                }
                return _tensor;
            }
        }
    }

    /// <summary>Element type and shape.</summary>
    public override string ToString() => $"{DType} {Shape}";
}
