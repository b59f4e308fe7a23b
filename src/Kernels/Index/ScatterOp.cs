using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// A copy of the input with elements of a source put to places along one dimension. Operands: input, int64 index, and a source
/// of the input's dtype, both of the input's rank, the index nowhere larger than the source and, but along the dimension, the input.
/// </summary>
/// <param name="Dimension">The dimension; not negative.</param>
/// <param name="Mode">What happens where something is.</param>
/// <param name="IncludeSelf">False where the input's own element does not take part in a place that something goes to.</param>
public sealed record ScatterOp(int Dimension, ScatterMode Mode = ScatterMode.Set, bool IncludeSelf = true) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "scatter";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}", Mode == ScatterMode.Set ? null : $"reduce={Mode.ToString().ToLowerInvariant()}", Unless(true, "include_self", IncludeSelf));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (Mode, outputs[0].DType) switch
    {
        (ScatterMode.Set, var dtype) => dtype.ItemSize() switch
        {
            1 => new ScatterKernel<byte, Replacing<byte>>(this),
            2 => new ScatterKernel<ushort, Replacing<ushort>>(this),
            4 => new ScatterKernel<uint, Replacing<uint>>(this),
            8 => new ScatterKernel<ulong, Replacing<ulong>>(this),
            _ => new ScatterKernel<UInt128, Replacing<UInt128>>(this),
        },
        (_, DType.UInt8) => Ordered<byte>(),
        (_, DType.Int8) => Ordered<sbyte>(),
        (_, DType.UInt16) => Ordered<ushort>(),
        (_, DType.Int16) => Ordered<short>(),
        (_, DType.UInt32) => Ordered<uint>(),
        (_, DType.Int32) => Ordered<int>(),
        (_, DType.UInt64) => Ordered<ulong>(),
        (_, DType.Int64) => Ordered<long>(),
        (_, DType.Float32) => Ordered<float>(),
        (_, DType.Float64) => Ordered<double>(),
        (_, DType.Complex128) => Numbers<Complex>(),
        _ => null,
    };

    Kernel? Ordered<T>() where T : unmanaged, INumber<T> => Mode switch
    {
        ScatterMode.Max => new ScatterKernel<T, Greater<T>>(this),
        ScatterMode.Min => new ScatterKernel<T, Lesser<T>>(this),
        _ => Numbers<T>(),
    };

    Kernel? Numbers<T>() where T : unmanaged, INumberBase<T> => Mode switch
    {
        ScatterMode.Add => new ScatterKernel<T, Adding<T>>(this),
        ScatterMode.Multiply => new ScatterKernel<T, Multiplying<T>>(this),
        _ => null,
    };
}
