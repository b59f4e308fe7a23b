using PtFormat.Kernels;
using PtFormat.Tensors;

namespace PtFormat.Nn;

/// <summary>The last dimensions of each item brought to mean square 1, then scaled (Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467).</summary>
public sealed class RmsNorm : Layer
{
    /// <summary>A layer of weight 1.</summary>
    /// <param name="normalizedShape">The sizes of the last dimensions.</param>
    /// <param name="eps">Added to the mean square; the distance of 1 from the next number of the input's dtype if null.</param>
    /// <param name="elementwiseAffine">False for no weight.</param>
    /// <param name="dtype">Of the weight.</param>
    public RmsNorm(Shape normalizedShape, double? eps = null, bool elementwiseAffine = true, DType dtype = DType.Float32) : base(dtype)
    {
        (NormalizedShape, Eps, ElementwiseAffine) = (normalizedShape, eps, elementwiseAffine);
        Weight = Parameter("weight", normalizedShape, Init.Ones, present: elementwiseAffine);
    }

    /// <summary>A layer over the last dimension.</summary>
    /// <inheritdoc cref="RmsNorm(Shape, double?, bool, DType)"/>
    public RmsNorm(int normalizedShape, double? eps = null, bool elementwiseAffine = true, DType dtype = DType.Float32)
        : this([normalizedShape], eps, elementwiseAffine, dtype)
    {
    }

    /// <summary>The sizes of the last dimensions.</summary>
    public Shape NormalizedShape { get; }

    /// <summary>Added to the mean square.</summary>
    public double? Eps { get; }

    /// <summary>True where there is a weight.</summary>
    public bool ElementwiseAffine { get; }

    /// <summary>Of the normalized shape, if present.</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.RmsNorm(x, NormalizedShape, Weight.ValueOrNull, Eps);
}
