using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>True where x equals y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Eq(Operand x, Operand y) => RunBinary(x, y, new Eq(), DType.Bool);

    /// <summary>True where x does not equal y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Ne(Operand x, Operand y) => RunBinary(x, y, new Ne(), DType.Bool);

    /// <summary>True where x is less than y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Lt(Operand x, Operand y) => RunBinary(x, y, new Lt(), DType.Bool);

    /// <summary>True where x is not more than y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Le(Operand x, Operand y) => RunBinary(x, y, new Le(), DType.Bool);

    /// <summary>True where x is greater than y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Gt(Operand x, Operand y) => Lt(y, x);

    /// <summary>True where x is not less than y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Ge(Operand x, Operand y) => Le(y, x);

    /// <summary>True where neither is zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor LogicalAnd(Operand x, Operand y) => RunBinary(x, y, new LogicalAnd(), DType.Bool);

    /// <summary>True where one is not zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor LogicalOr(Operand x, Operand y) => RunBinary(x, y, new LogicalOr(), DType.Bool);

    /// <summary>True where exactly one is not zero.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor LogicalXor(Operand x, Operand y) => RunBinary(x, y, new LogicalXor(), DType.Bool);

    /// <summary>True where x is zero.</summary>
    public static Tensor LogicalNot(Tensor x) => RunUnary(x, new LogicalNot(), DType.Bool);

    /// <summary>True where x is not a number.</summary>
    public static Tensor IsNaN(Tensor x) => RunUnary(x, new IsNaN(), DType.Bool);

    /// <summary>True where x is neither infinite nor NaN.</summary>
    public static Tensor IsFinite(Tensor x) => RunUnary(x, new IsFinite(), DType.Bool);

    /// <summary>True where x is infinite.</summary>
    public static Tensor IsInf(Tensor x) => RunUnary(x, new IsInf(), DType.Bool);

    /// <summary>x where the condition is true, else y.</summary>
    /// <exception cref="ArgumentException">The condition is not bool, the shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Where(Tensor condition, Operand x, Operand y)
    {
        Ternary<Where> op = new(default);
        if (condition.DType != DType.UInt8)
            RequireMask(op, "the condition", condition);
        return RunTernary(condition, x, y, op.F, promoted: Promote(op, x, y));
    }

    /// <summary>The value where the mask is true, else x; the dtype is that of x.</summary>
    /// <exception cref="ArgumentException">The mask is not bool or does not broadcast to x, or the value has dimensions or is complex where x is not.</exception>
    public static Tensor MaskedFill(Tensor x, Tensor mask, Operand value)
    {
        Ternary<Where> op = new(default);
        RequireMask(op, "the mask", mask);
        if (value.Shape.Rank > 0)
            throw new ArgumentException($"masked_fill: the value is {value}, one number was expected for {x.Shape}");
        if ((value.Tensor?.DType ?? value.Scalar.Kind) is DType.Complex32 or DType.Complex64 or DType.Complex128 && NumberKind.Of(x.DType) != NumberKinds.Complex)
            throw new ArgumentException($"masked_fill: the value {value} does not fit into {x.DType.Name()} {x.Shape}: convert the tensor first");
        Tensor filling = value.Tensor is { } given ? Cast(given, x.DType) : OnDevice(value.Scalar.ToTensor(x.DType), x.Device);
        return RunTernary(mask, filling, x, op.F, promoted: x.DType);
    }

    static void RequireMask(Op op, string name, Tensor mask)
    {
        if (mask.DType != DType.Bool)
            throw new ArgumentException($"{op.Name}: {name} is {mask.DType.Name()} {mask.Shape}, expected bool: compare with something first");
    }
}
