namespace PtFormat.Tensors;

/// <summary>Integers that stand for real numbers: <c>real = (integer - zero point) * scale</c>. Made of tensors.</summary>
/// <param name="Name">PyTorch's name of the element type: <c>qint8</c>, <c>quint8</c>, <c>qint32</c>, <c>quint4x2</c>, <c>quint2x4</c>.</param>
/// <param name="Integers">The integers as they lie in the file; for quint4x2 and quint2x4 bytes of several elements each.</param>
/// <param name="Shape">The shape; also that of <paramref name="Integers"/> except where bytes hold several elements.</param>
/// <param name="Scales">float64: one for the tensor (shape []), or one for each position of <paramref name="Axis"/>.</param>
/// <param name="ZeroPoints">int64 (float for the float-qparams scheme), as many as scales.</param>
/// <param name="Axis">The dimension along which scales differ; null for one scale.</param>
public sealed record QuantizedTensor(string Name, Tensor Integers, Shape Shape, Tensor Scales, Tensor ZeroPoints, int? Axis = null)
{
    /// <summary>The real numbers, as float32, computed as PyTorch's <c>dequantize</c> does: in float32, subtraction first.</summary>
    /// <exception cref="NotSupportedException">Several elements share a byte.</exception>
    public Tensor Dequantize()
    {
        if (Integers.Shape != Shape)
            throw new NotSupportedException($"{Name} packs several elements into a byte: dequantizing it is not supported");
        Tensor result = Tensor.Uninitialized(Shape, DType.Float32);
        Span<float> output = result.Storage.BorrowForWriting<float>(0, result.ElementCount);
        double[] scales = Scales.ToArray<double>();
        double[] zeroPoints = ZeroPoints.DType == DType.Int64 ? [.. ZeroPoints.ToArray<long>().Select(z => (double)z)] : [.. ZeroPoints.ToArray<float>().Select(z => (double)z)];
        long inner = 1;
        for (int i = (Axis ?? -1) + 1; Axis is not null && i < Shape.Rank; i++)
            inner *= Shape[i];
        long[] integers = Integers.DType switch
        {
            DType.Int8 => [.. Integers.ToArray<sbyte>().Select(v => (long)v)],
            DType.UInt8 => [.. Integers.ToArray<byte>().Select(v => (long)v)],
            _ => [.. Integers.ToArray<int>().Select(v => (long)v)],
        };
        for (int i = 0; i < output.Length; i++)
        {
            int channel = Axis is { } axis ? (int)(i / inner % Shape[axis]) : 0;
            output[i] = (float)(integers[i] - zeroPoints[channel]) * (float)scales[channel];
        }
        return result;
    }

    /// <summary><c>qint8 [2, 3]</c></summary>
    public override string ToString() => $"{Name} {Shape}";
}
