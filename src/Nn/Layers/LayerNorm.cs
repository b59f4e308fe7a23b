using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The last dimensions of each item brought to mean 0 and variance 1, then scaled and moved (Ba et al. 2016, https://arxiv.org/abs/1607.06450).</summary>
public sealed class LayerNorm : Layer
{
    /// <summary>A layer of weight 1 and bias 0.</summary>
    /// <param name="normalizedShape">The sizes of the last dimensions.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="elementwiseAffine">False for neither weight nor bias.</param>
    /// <param name="bias">False for a weight alone.</param>
    /// <param name="dtype">Of the parameters.</param>
    public LayerNorm(Shape normalizedShape, double eps = 1e-5, bool elementwiseAffine = true, bool bias = true, DType dtype = DType.Float32) : base(dtype)
    {
        (NormalizedShape, Eps, ElementwiseAffine) = (normalizedShape, eps, elementwiseAffine);
        Weight = Parameter("weight", normalizedShape, Init.Ones, present: elementwiseAffine);
        Bias = Parameter("bias", normalizedShape, Init.Zeros, present: elementwiseAffine && bias);
    }

    /// <summary>A layer over the last dimension.</summary>
    /// <inheritdoc cref="LayerNorm(Shape, double, bool, bool, DType)"/>
    public LayerNorm(int normalizedShape, double eps = 1e-5, bool elementwiseAffine = true, bool bias = true, DType dtype = DType.Float32)
        : this([normalizedShape], eps, elementwiseAffine, bias, dtype)
    {
    }

    /// <summary>The sizes of the last dimensions.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>Added to the variance.</summary>
    public double Eps { get; }

    /// <summary>True where there is a weight.</summary>
    public bool ElementwiseAffine { get; }

    /// <summary>Of the normalized shape, if present.</summary>
    public Parameter Weight { get; }

    /// <summary>Of the normalized shape, if present.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LayerNorm(x, NormalizedShape, Weight.ValueOrNull, Bias.ValueOrNull, Eps);
}
