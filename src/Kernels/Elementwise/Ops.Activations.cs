using PtFormat.Kernels.Elementwise;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Functions that layers put between linear maps. A NaN stays a NaN in all of them.</content>
public static partial class Ops
{
    // Klambauer et al. 2017, to the digits of a double.
    const double SeluAlpha = 1.6732632423543772848170429916717, SeluScale = 1.0507009873554804934193349852946;

    /// <summary>x where it is positive, else <c>alpha * (e^x - 1)</c>.</summary>
    public static Tensor Elu(Tensor x, double alpha = 1) => RunUnary(x, new Elu(alpha, 1, 1));

    /// <summary>x where it is positive, else <c>alpha * (e^(x / alpha) - 1)</c>.</summary>
    /// <exception cref="ArgumentException">alpha is 0.</exception>
    public static Tensor Celu(Tensor x, double alpha = 1) => alpha == 0
        ? throw new ArgumentException($"celu: {x.Shape} with an alpha of 0: x / alpha has no value, choose another")
        : RunUnary(x, new Elu(alpha, 1, 1 / alpha));

    /// <summary>ELU with the scale and alpha that keep mean and variance (Klambauer et al. 2017).</summary>
    public static Tensor Selu(Tensor x) => RunUnary(x, new Elu(SeluAlpha, SeluScale, 1));

    /// <summary>x where it is positive, else <c>slope * x</c>.</summary>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.01) => RunUnary(x, new LeakyRelu(slope));

    /// <summary>x where it is positive, else <c>weight * x</c> with a weight for all or one for each channel, dimension 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="weight">[1] or [channels].</param>
    /// <exception cref="ArgumentException">There are neither one nor as many weights as channels, or the dtypes differ.</exception>
    public static Tensor Prelu(Tensor x, Tensor weight)
    {
        Binary<Prelu> op = new(default);
        RequireDType(op, "weight", weight, x);
        long channels = x.Rank < 2 ? 1 : x.Shape[1];
        if (weight.Rank > 1 || weight.ElementCount != 1 && weight.ElementCount != channels)
            throw new ArgumentException($"prelu: input has {channels} channels {x.Shape}, weight is {weight.Shape}: [1] or [{channels}] was needed");
        long[] sizes = new long[x.Rank];
        Array.Fill(sizes, 1);
        if (x.Rank > 1)
            sizes[1] = weight.ElementCount;
        return RunBinary(x, weight.View(sizes), op.F);
    }

    /// <summary>x kept between two bounds.</summary>
    /// <exception cref="ArgumentException">The lower bound exceeds the upper one.</exception>
    public static Tensor Hardtanh(Tensor x, double min = -1, double max = 1) => min > max
        ? throw new ArgumentException(FormattableString.Invariant($"hardtanh: {x.Shape} between {min} and {max}: the first must not exceed the second"))
        : RunUnary(x, new Hardtanh(min, max));

    /// <summary>x kept between 0 and 6.</summary>
    public static Tensor Relu6(Tensor x) => Hardtanh(x, 0, 6);

    /// <summary><c>clamp(x + 3, 0, 6) / 6</c>.</summary>
    public static Tensor Hardsigmoid(Tensor x) => RunUnary(x, new Hardsigmoid());

    /// <summary><c>x * hardsigmoid(x)</c>.</summary>
    public static Tensor Hardswish(Tensor x) => RunUnary(x, new Hardswish());

    /// <summary>0 within a bound of 0, else x.</summary>
    public static Tensor Hardshrink(Tensor x, double bound = 0.5) => RunUnary(x, new Hardshrink(bound));

    /// <summary>0 within a bound of 0, else x moved by the bound towards 0.</summary>
    /// <exception cref="ArgumentException">The bound is negative.</exception>
    public static Tensor Softshrink(Tensor x, double bound = 0.5) => bound < 0
        ? throw new ArgumentException(FormattableString.Invariant($"softshrink: {x.Shape} with a bound of {bound}: at least 0 was needed"))
        : RunUnary(x, new Softshrink(bound));

    /// <summary>x where it exceeds the threshold, else a value.</summary>
    public static Tensor Threshold(Tensor x, double threshold, double value) => RunUnary(x, new Threshold(threshold, value));

    /// <summary><c>x * P(X &lt;= x)</c> of a normal X (Hendrycks and Gimpel 2016).</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="approximate">How the share is computed.</param>
    public static Tensor Gelu(Tensor x, GeluApproximation approximate = GeluApproximation.None) =>
        approximate == GeluApproximation.Tanh ? RunUnary(x, new GeluTanh()) : RunUnary(x, new Gelu());

    /// <summary><c>x * tanh(softplus(x))</c> (Misra 2019).</summary>
    public static Tensor Mish(Tensor x) => RunUnary(x, new Mish());

    /// <summary><c>log(1 + e^(beta x)) / beta</c>; x itself where <c>beta x</c> exceeds the threshold.</summary>
    public static Tensor Softplus(Tensor x, double beta = 1, double threshold = 20) => RunUnary(x, new Softplus(beta, threshold));

    /// <summary><c>x / (1 + |x|)</c>.</summary>
    public static Tensor Softsign(Tensor x) => RunUnary(x, new Softsign());

    /// <summary><c>x - tanh(x)</c>.</summary>
    public static Tensor Tanhshrink(Tensor x) => RunUnary(x, new Tanhshrink());

    /// <summary><c>log(sigmoid(x))</c>.</summary>
    public static Tensor LogSigmoid(Tensor x) => RunUnary(x, new LogSigmoid());

    /// <summary>The first half of a dimension times the sigmoid of the second (Dauphin et al. 2017).</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or its size is odd.</exception>
    public static Tensor Glu(Tensor x, int dimension = -1)
    {
        int d = DimensionOf("glu", x, dimension);
        long half = x.Shape[d] / 2;
        return x.Shape[d] % 2 != 0
            ? throw new ArgumentException($"glu: dimension {d} of {x.Shape} has {x.Shape[d]} positions, which two halves do not share")
            : Mul(x.Narrow(d, 0, half), Sigmoid(x.Narrow(d, half, half)));
    }

    /// <summary><see cref="Softmax"/> of <c>-x</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public static Tensor Softmin(Tensor x, int dimension) => Softmax(Neg(x), dimension);
}
