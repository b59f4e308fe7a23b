using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary><c>x + alpha * y</c>; of bools: or.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Add(Operand x, Operand y, double alpha = 1) => RunBinary(x, y, new Add(alpha));

    /// <summary><c>x - alpha * y</c>.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    /// <exception cref="NotSupportedException">Both are bool: PyTorch refuses that, use LogicalXor.</exception>
    public static Tensor Sub(Operand x, Operand y, double alpha = 1)
    {
        Sub function = new(alpha);
        return Promote(new Binary<Sub>(function), x, y) == DType.Bool
            ? throw new NotSupportedException($"sub: {x} and {y} are truth values, which have no difference: use logical_xor")
            : RunBinary(x, y, function);
    }

    /// <summary><c>x * y</c>; of bools: and.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Mul(Operand x, Operand y) => RunBinary(x, y, new Mul());

    /// <summary><c>x / y</c>: integers become float32 unless the quotient is rounded.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    /// <exception cref="DivideByZeroException">An integer is divided by zero and rounded.</exception>
    public static Tensor Div(Operand x, Operand y, DivRounding rounding = DivRounding.None) => rounding switch
    {
        DivRounding.Floor => RunBinary(x, y, new FloorDiv()),
        DivRounding.Trunc => RunBinary(x, y, new TruncDiv()),
        _ => RunBinary(x, y, new Div()),
    };

    /// <summary>What is left of <c>x / y</c> rounded down; it has the sign of y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Remainder(Operand x, Operand y) => RunBinary(x, y, new Remainder());

    /// <summary>What is left of <c>x / y</c> rounded towards zero; it has the sign of x.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Fmod(Operand x, Operand y) => RunBinary(x, y, new Fmod());

    /// <summary>x to the power of y.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, the dtypes have no common one, or integers are raised to a negative number.</exception>
    public static Tensor Pow(Operand x, Operand y)
    {
        // PyTorch's rule: a whole result of a negative exponent is most likely a mistake where the exponent is one number.
        if (y.Tensor is null && y.Scalar.Kind == DType.Int64 && y.Scalar.ToDouble() < 0 && x.Tensor is { } tensor && NumberKind.Of(tensor.DType) == NumberKinds.Whole)
            throw new ArgumentException($"pow: {x} to the power of {y}: integers have no negative powers: convert to float32 first");
        // PyTorch takes roots for these, which differ from powers at -infinity; but not of float16.
        if (y.Tensor is null && x.Tensor is { } root && root.DType is DType.Float32 or DType.Float64 or DType.BFloat16 && Math.Abs(y.Scalar.ToDouble()) == 0.5 && y.Scalar.Kind == DType.Float64)
            return y.Scalar.ToDouble() > 0 ? Sqrt(root) : Rsqrt(root);
        return RunBinary(x, y, new Pow());
    }

    /// <summary>The angle of the point (y, x), in radians, from -pi to pi.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Atan2(Operand x, Operand y) => RunBinary(x, y, new Atan2());

    /// <summary>The greater; NaN where either is NaN.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Maximum(Operand x, Operand y) => RunBinary(x, y, new Maximum());

    /// <summary>The lesser; NaN where either is NaN.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Minimum(Operand x, Operand y) => RunBinary(x, y, new Minimum());

    /// <summary>x kept between bounds, of which one may be absent; NaN where any is NaN.</summary>
    /// <exception cref="ArgumentException">Both bounds are absent, or the shapes do not broadcast.</exception>
    public static Tensor Clamp(Tensor x, Operand? min = null, Operand? max = null) => (min, max) switch
    {
        ({ } low, { } high) => RunTernary(x, low, high, new Clamp()),
        ({ } low, null) => Maximum(x, low),
        (null, { } high) => Minimum(x, high),
        _ => throw new ArgumentException($"clamp: {x.Shape} has neither a least nor a greatest value: give one"),
    };

    /// <summary>From x to end as the weight goes from 0 to 1.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes differ.</exception>
    public static Tensor Lerp(Tensor x, Tensor end, Operand weight)
    {
        RequireDType(new Ternary<Lerp>(default), "the end", end, x);
        return RunTernary(x, end, weight, new Lerp());
    }

    /// <summary><c>x + value * a * b</c>.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    public static Tensor Addcmul(Tensor x, Tensor a, Tensor b, double value = 1) => RunTernary(x, a, b, new Addcmul(value));

    /// <summary><c>x + value * a / b</c>, of floats.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the dtypes have no common one.</exception>
    /// <exception cref="NotSupportedException">All are integers, which PyTorch refuses to divide here.</exception>
    public static Tensor Addcdiv(Tensor x, Tensor a, Tensor b, double value = 1)
    {
        Ternary<Addcdiv> op = new(new(value));
        return NumberKind.Of(Promote(op, x, a, b)) == NumberKinds.Whole
            ? throw new NotSupportedException($"addcdiv: {x.DType.Name()} {x.Shape}: integers have no such quotient: convert to float32 first")
            : RunTernary(x, a, b, op.F);
    }
}
