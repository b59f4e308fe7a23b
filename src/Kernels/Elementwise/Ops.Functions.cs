using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Without the sign; the length of complex numbers, which is real.</summary>
    public static Tensor Abs(Tensor x) => RunUnary(x, new Abs(), RealOf(x.DType));

    static DType RealOf(DType dtype) => dtype switch
    {
        DType.Complex32 => DType.Float16,
        DType.Complex64 => DType.Float32,
        DType.Complex128 => DType.Float64,
        _ => dtype,
    };

    /// <summary><c>-x</c>.</summary>
    /// <exception cref="NotSupportedException">Truth values have no negative.</exception>
    public static Tensor Neg(Tensor x) => x.DType == DType.Bool
        ? throw new NotSupportedException($"neg: bool {x.Shape}: truth values have no negative: use logical_not")
        : RunUnary(x, new Neg());

    /// <summary>-1, 0 or 1.</summary>
    public static Tensor Sign(Tensor x) => RunUnary(x, new Sign());

    /// <summary><c>x * x</c>; truth values become int64, as in PyTorch.</summary>
    public static Tensor Square(Tensor x) => x.DType == DType.Bool ? Cast(x, DType.Int64) : RunUnary(x, new Square());

    /// <summary>The square root.</summary>
    public static Tensor Sqrt(Tensor x) => RunUnary(x, new Sqrt());

    /// <summary><c>1 / sqrt(x)</c>.</summary>
    public static Tensor Rsqrt(Tensor x) => RunUnary(x, new Rsqrt());

    /// <summary><c>1 / x</c>.</summary>
    public static Tensor Reciprocal(Tensor x) => RunUnary(x, new Reciprocal());

    /// <summary>e to the power of x.</summary>
    public static Tensor Exp(Tensor x) => RunUnary(x, new Exp());

    /// <summary>2 to the power of x.</summary>
    public static Tensor Exp2(Tensor x) => RunUnary(x, new Exp2());

    /// <summary><c>exp(x) - 1</c>, exact near 0.</summary>
    public static Tensor Expm1(Tensor x) => RunUnary(x, new Expm1());

    /// <summary>The natural logarithm.</summary>
    public static Tensor Log(Tensor x) => RunUnary(x, new Log());

    /// <summary>The logarithm to base 2.</summary>
    public static Tensor Log2(Tensor x) => RunUnary(x, new Log2());

    /// <summary>The logarithm to base 10.</summary>
    public static Tensor Log10(Tensor x) => RunUnary(x, new Log10());

    /// <summary><c>log(1 + x)</c>, exact near 0.</summary>
    public static Tensor Log1p(Tensor x) => RunUnary(x, new Log1P());

    /// <summary>Rounded down; integers stay what they are.</summary>
    public static Tensor Floor(Tensor x) => RunUnary(x, new Floor());

    /// <summary>Rounded up; integers stay what they are.</summary>
    public static Tensor Ceil(Tensor x) => RunUnary(x, new Ceil());

    /// <summary>Rounded towards zero; integers stay what they are.</summary>
    public static Tensor Trunc(Tensor x) => RunUnary(x, new Trunc());

    /// <summary><c>x - trunc(x)</c>.</summary>
    public static Tensor Frac(Tensor x) => RunUnary(x, new Frac());

    /// <summary>Rounded to a number of decimals, ties to even; integers stay what they are.</summary>
    public static Tensor Round(Tensor x, int decimals = 0) => RunUnary(x, new Round(decimals));

    /// <summary>The error function.</summary>
    public static Tensor Erf(Tensor x) => RunUnary(x, new Erf());

    /// <summary><c>1 - erf(x)</c>, exact where that is small.</summary>
    public static Tensor Erfc(Tensor x) => RunUnary(x, new Erfc());

    /// <summary>The inverse of erf.</summary>
    public static Tensor Erfinv(Tensor x) => RunUnary(x, new Erfinv());

    /// <summary>The logarithm of the absolute value of the gamma function.</summary>
    public static Tensor Lgamma(Tensor x) => RunUnary(x, new Lgamma());

    /// <summary>The derivative of lgamma.</summary>
    public static Tensor Digamma(Tensor x) => RunUnary(x, new Digamma());

    /// <summary><c>log(x / (1 - x))</c>, the inverse of sigmoid.</summary>
    /// <param name="x">Probabilities.</param>
    /// <param name="eps">Where given, x is first kept between eps and 1 - eps.</param>
    public static Tensor Logit(Tensor x, double? eps = null) => RunUnary(x, new Logit(eps ?? -1));
}
