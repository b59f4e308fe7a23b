using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// The kinds of numbers that a function of elements has a form for. Elements are converted for it, a block at a time, to one of
/// eleven types: bool to uint8, integers stay what they are (or become float32 for a function of floats), floats narrower than
/// float32 become float32 and complex numbers complex128; the result is rounded once, to the output's dtype.
/// </summary>
[Flags]
enum NumberKinds
{
    Whole = 1,
    Real = 2,
    Complex = 4,
    Ordered = Whole | Real,
    All = Whole | Real | Complex,
}

/// <summary>What dtype a function computes in.</summary>
static class NumberKind
{
    public static NumberKinds Of(DType dtype) => dtype switch
    {
        DType.Complex32 or DType.BComplex32 or DType.Complex64 or DType.Complex128 => NumberKinds.Complex,
        <= DType.Int64 => NumberKinds.Whole,
        _ => NumberKinds.Real,
    };

    /// <summary>The dtype that elements are converted to, or null where the function does not exist for them.</summary>
    public static DType? Compute(NumberKinds kinds, DType dtype) => Of(dtype) switch
    {
        NumberKinds.Complex => kinds.HasFlag(NumberKinds.Complex) ? DType.Complex128 : null,
        NumberKinds.Whole when kinds.HasFlag(NumberKinds.Whole) => dtype == DType.Bool ? DType.UInt8 : dtype,
        _ when !kinds.HasFlag(NumberKinds.Real) => null,
        _ => dtype == DType.Float64 ? DType.Float64 : DType.Float32,
    };

    /// <summary>The dtype of a function's result: float32 where integers meet a function of floats.</summary>
    public static DType Result(NumberKinds kinds, DType dtype) =>
        Of(dtype) == NumberKinds.Whole && !kinds.HasFlag(NumberKinds.Whole) ? DType.Float32 : dtype;
}
