using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The bits that both have; of bools: and.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor BitwiseAnd(Operand x, Operand y) => RunBinary(x, y, new BitwiseAnd());

    /// <summary>The bits that either has; of bools: or.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor BitwiseOr(Operand x, Operand y) => RunBinary(x, y, new BitwiseOr());

    /// <summary>The bits that exactly one has.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor BitwiseXor(Operand x, Operand y) => RunBinary(x, y, new BitwiseXor());

    /// <summary>The bits that x has not; of bools: not.</summary>
    public static Tensor BitwiseNot(Tensor x) => x.DType == DType.Bool ? LogicalNot(x) : RunUnary(x, new BitwiseNot());

    /// <summary><c>x * 2^y</c> of integers.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor BitwiseLeftShift(Operand x, Operand y) => RunBinary(x, y, new LeftShift());

    /// <summary><c>x / 2^y</c> of integers, rounded down.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor BitwiseRightShift(Operand x, Operand y) => RunBinary(x, y, new RightShift());
}
