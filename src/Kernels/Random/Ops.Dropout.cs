using PtFormat.Kernels.Distributions;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>What layers draw in training: their masks and slopes, as PyTorch draws them.</content>
public static partial class Ops
{
    /// <summary>Zeros each element with probability p and scales the others by 1 / (1 - p).</summary>
    /// <exception cref="ArgumentException">p is not between 0 and 1, or the elements are no real floats.</exception>
    /// <exception cref="InvalidOperationException">The tensor is being recorded, and there is something to draw: p is neither 0 nor 1.</exception>
    public static Tensor Dropout(Generator generator, Tensor x, double p = 0.5) => Drop("dropout", generator, x, p, x.Shape);

    /// <summary>
    /// Zeros each feature [n, c] with all its elements with probability p and scales the others by 1 / (1 - p): dropout1d,
    /// dropout2d and dropout3d.
    /// </summary>
    /// <param name="generator">Where the numbers come from.</param>
    /// <param name="x">[n, c, …]; a tensor without a batch gets one by <c>Unsqueeze(0)</c> first.</param>
    /// <param name="p">From 0 to 1.</param>
    /// <inheritdoc cref="Dropout"/>
    public static Tensor FeatureDropout(Generator generator, Tensor x, double p = 0.5) => Drop("feature_dropout", generator, x, p, Features("feature_dropout", x));

    /// <summary>Dropout that keeps mean and variance of what SELU makes: dropped elements become SELU's limit at minus infinity, then all are scaled and moved.</summary>
    /// <remarks>G. Klambauer et al. 2017, https://arxiv.org/abs/1706.02515</remarks>
    /// <inheritdoc cref="Dropout"/>
    public static Tensor AlphaDropout(Generator generator, Tensor x, double p = 0.5) => DropAlpha("alpha_dropout", generator, x, p, x.Shape);

    /// <summary><see cref="AlphaDropout"/> of whole features [n, c].</summary>
    /// <inheritdoc cref="FeatureDropout"/>
    public static Tensor FeatureAlphaDropout(Generator generator, Tensor x, double p = 0.5) =>
        DropAlpha("feature_alpha_dropout", generator, x, p, Features("feature_alpha_dropout", x));

    /// <summary>Multiplies elements that are not positive by slopes drawn between lower and upper.</summary>
    /// <exception cref="ArgumentException">Lower is greater than upper, or the elements are no real floats.</exception>
    /// <exception cref="InvalidOperationException">The tensor is being recorded.</exception>
    public static Tensor RRelu(Generator generator, Tensor x, double lower = 1.0 / 8, double upper = 1.0 / 3)
    {
        RequireDrawable("rrelu", x);
        Require("rrelu", lower <= upper, $"slopes from {lower} to {upper}: the first must not be greater");
        // The limits are rounded to the dtype, the slopes are not before they are drawn.
        bool isWide = RequireFloat("rrelu", x.DType) == DType.Float64;
        (lower, upper) = isWide ? (lower, upper) : ((float)lower, (float)upper);
        double[] given = x.To(DType.Float64).ToArray<double>(), slopes = new double[given.Length];
        UniformDouble uniform = new(lower, upper - lower);
        for (int i = 0; i < given.Length; i++)
            slopes[i] = given[i] <= 0 ? uniform.Next(generator) : 1;
        return Mul(x, Tensor.From<double>(slopes, x.Shape).To(x.DType));
    }

    /// <summary>A softmax of logits with Gumbel noise: a draw from the categories that can be differentiated.</summary>
    /// <param name="generator">Where the noise comes from.</param>
    /// <param name="logits">Logarithms of probabilities that need not be normalised.</param>
    /// <param name="temperature">The smaller, the nearer to one category.</param>
    /// <param name="hard">True for 1 at the category drawn and 0 elsewhere.</param>
    /// <param name="dimension">The dimension of the categories.</param>
    /// <remarks>E. Jang et al. 2017, https://arxiv.org/abs/1611.01144</remarks>
    /// <exception cref="ArgumentException">The elements are no real floats.</exception>
    /// <exception cref="InvalidOperationException">The logits are being recorded.</exception>
    public static Tensor GumbelSoftmax(Generator generator, Tensor logits, double temperature = 1, bool hard = false, int dimension = -1)
    {
        RequireDrawable("gumbel_softmax", logits);
        Tensor noise = Neg(Log(Exponential(generator, logits.Shape, 1, logits.DType)));
        Tensor soft = Softmax(Div(Add(logits, noise), temperature), dimension);
        return hard ? Scatter(Mul(soft, 0), dimension, ArgMax(soft, dimension, keep: true), 1) : soft;
    }

    static Tensor Drop(string name, Generator generator, Tensor x, double p, Shape mask)
    {
        if (!Draws(name, x, p))
            return p == 1 ? Mul(x, 0) : x;
        return Mul(x, Div(Bernoulli(generator, mask, 1 - p, x.DType), 1 - p));
    }

    static Tensor DropAlpha(string name, Generator generator, Tensor x, double p, Shape mask)
    {
        if (!Draws(name, x, p))
            return p == 1 ? Mul(x, 0) : x;
        // -SELU's limit: scale · alpha.
        const double Alpha = 1.7580993408473766;
        double a = 1 / Math.Sqrt((Alpha * Alpha * p + 1) * (1 - p));
        Tensor kept = Bernoulli(generator, mask, 1 - p, x.DType);
        Tensor b = Add(Mul(Add(kept, -1), Alpha * a), Alpha * a * p);
        return Add(Mul(x, Mul(kept, a)), b);
    }

    static bool Draws(string name, Tensor x, double p)
    {
        RequireFloat(name, x.DType);
        RequireProbability(name, p);
        if (p is 0 or 1 || x.ElementCount == 0)
            return false;
        RequireDrawable(name, x);
        return true;
    }

    static Shape Features(string name, Tensor x)
    {
        Require(name, x.Rank >= 2, $"input is {x.Shape}, [n, c, …] was needed");
        long[] sizes = [.. x.Shape];
        Array.Fill(sizes, 1, 2, sizes.Length - 2);
        return [.. sizes];
    }
}
