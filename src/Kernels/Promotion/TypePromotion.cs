using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// PyTorch's rules for operands of several dtypes: a complex beats a float, a float an integer, an integer a bool; among equals
/// the wider wins. Tensors with dimensions decide; a tensor without dimensions, and after it a number, only counts where it is
/// of a higher kind.
/// </summary>
public static class TypePromotion
{
    /// <summary>The least dtype that both fit into, as <c>torch.promote_types</c> has it.</summary>
    /// <exception cref="ArgumentException">PyTorch has none: 8-bit floats, and unsigned integers of 16 bits and more beside other integers.</exception>
    public static DType Promote(DType a, DType b)
    {
        if (a == b)
            return a;
        // In the order of the enum the kinds are bool, integers, floats, complex numbers.
        (DType low, DType high) = a < b ? (a, b) : (b, a);
        return Table(low, high) ?? throw new ArgumentException($"{a.Name()} and {b.Name()} have no common dtype: convert one of them");
    }

    /// <summary>The dtype that an operation on these has, as <c>torch.result_type</c>.</summary>
    /// <exception cref="ArgumentException">Two dtypes have no common one.</exception>
    public static DType ResultType(params ReadOnlySpan<Operand> operands)
    {
        DType? dimensioned = null, dimensionless = null, number = null;
        foreach (Operand operand in operands)
            if (operand.Tensor is not { } tensor)
                number = Promote(number, Default(operand.Scalar.Kind));
            else if (tensor.Rank > 0)
                dimensioned = Promote(dimensioned, tensor.DType);
            else
                dimensionless = Promote(dimensionless, tensor.DType);
        return Combine(dimensioned, Combine(dimensionless, number)) ?? throw new ArgumentException("there is no operand, so no dtype");
    }

    static DType? Table(DType low, DType high) => high switch
    {
        DType.UInt8 or DType.Float64 or DType.Complex128 when IsUsual(low) || high == DType.Float64 => high,
        DType.Int8 => low == DType.Bool ? DType.Int8 : low == DType.UInt8 ? DType.Int16 : null,
        DType.Int16 or DType.Int32 or DType.Int64 => IsUsual(low) ? high : null,
        DType.Float16 or DType.BFloat16 => low == DType.Float16 ? DType.Float32 : high,
        DType.Float32 => DType.Float32,
        DType.Complex32 when IsUsual(low) => low switch
        {
            DType.BFloat16 or DType.Float32 => DType.Complex64,
            DType.Float64 => DType.Complex128,
            _ => DType.Complex32,
        },
        DType.Complex64 when IsUsual(low) => low == DType.Float64 ? DType.Complex128 : DType.Complex64,
        _ => null,
    };

    static bool IsUsual(DType dtype) => dtype is not (DType.UInt16 or DType.UInt32 or DType.UInt64);

    // A number is as precise as PyTorch's default dtype, float32.
    static DType Default(DType kind) => kind switch
    {
        DType.Float64 => DType.Float32,
        DType.Complex128 => DType.Complex64,
        _ => kind,
    };

    static DType Promote(DType? a, DType b) => a is { } known ? Promote(known, b) : b;

    static DType? Combine(DType? higher, DType? lower)
    {
        if (higher is not { } first || lower is not { } second)
            return higher ?? lower;
        NumberKinds kind = NumberKind.Of(first), other = NumberKind.Of(second);
        if (kind == NumberKinds.Complex)
            return first;
        if (kind == NumberKinds.Real)
            return other != NumberKinds.Complex ? first : first switch
            {
                DType.Float16 => DType.Complex32,
                DType.Float64 => DType.Complex128,
                _ => DType.Complex64,
            };
        return first == DType.Bool || other != NumberKinds.Whole ? Promote(first, second) : first;
    }
}
