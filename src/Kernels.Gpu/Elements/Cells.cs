using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>The dtypes that are computed with on a GPU.</summary>
static class Cells
{
    /// <summary>True for those: not the 8-bit floats, complex numbers, quantized ones and uint64, which no lane holds.</summary>
    public static bool Has(DType dtype) => dtype <= DType.Float64 && dtype != DType.UInt64;

    /// <summary>Calls the visitor with a dtype's type; for those of <see cref="Has"/>.</summary>
    public static TResult Visit<TVisitor, TResult>(DType dtype, ref TVisitor visitor) where TVisitor : struct, ICellVisitor<TResult> => dtype switch
    {
        DType.Bool => visitor.Visit<byte, BoolCell>(),
        DType.UInt8 => visitor.Visit<byte, UInt8Cell>(),
        DType.Int8 => visitor.Visit<sbyte, Int8Cell>(),
        DType.UInt16 => visitor.Visit<ushort, UInt16Cell>(),
        DType.Int16 => visitor.Visit<short, Int16Cell>(),
        DType.UInt32 => visitor.Visit<uint, UInt32Cell>(),
        DType.Int32 => visitor.Visit<int, Int32Cell>(),
        DType.Int64 => visitor.Visit<long, Int64Cell>(),
        DType.Float16 => visitor.Visit<ushort, Float16Cell>(),
        DType.BFloat16 => visitor.Visit<ushort, BFloat16Cell>(),
        DType.Float32 => visitor.Visit<float, Float32Cell>(),
        DType.Float64 => visitor.Visit<double, Float64Cell>(),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "no dtype that a GPU computes with"),
    };

    /// <summary>The dtype that numbers of a dtype are computed in, or null where there is none here.</summary>
    public static DType? Compute(DType dtype) => !Has(dtype) ? null : dtype switch
    {
        DType.Float64 => DType.Float64,
        <= DType.Int64 => DType.Int64,
        _ => DType.Float32,
    };
}
