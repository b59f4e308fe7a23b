using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The last dimensions of each item brought to mean 0 and variance 1, then multiplied by weight and moved by bias.</summary>
    /// <param name="x">A tensor whose last dimensions are <paramref name="normalizedShape"/>.</param>
    /// <param name="normalizedShape">The shape of one item; at least one dimension.</param>
    /// <param name="weight">Of that shape, or null for ones.</param>
    /// <param name="bias">Of that shape, or null for zeros.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor LayerNorm(Tensor x, Shape normalizedShape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
        NormalizeItems(new(normalizedShape.Rank, eps), x, normalizedShape, weight, bias);

    /// <summary>The last dimensions of each item brought to mean square 1, then multiplied by weight.</summary>
    /// <param name="x">A tensor whose last dimensions are <paramref name="normalizedShape"/>.</param>
    /// <param name="normalizedShape">The shape of one item; at least one dimension.</param>
    /// <param name="weight">Of that shape, or null for ones.</param>
    /// <param name="eps">Added to the mean square; the distance of 1 from the next number of the dtype if null.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor RmsNorm(Tensor x, Shape normalizedShape, Tensor? weight = null, double? eps = null) =>
        NormalizeItems(new(normalizedShape.Rank, eps ?? (x.DType == DType.Float64 ? Math.BitIncrement(1d) - 1 : MathF.BitIncrement(1f) - 1), IsRms: true), x, normalizedShape, weight, null);

    static Tensor NormalizeItems(LayerNormOp op, Tensor x, Shape shape, Tensor? weight, Tensor? bias)
    {
        if (shape.Rank == 0 || x.Rank < shape.Rank || !x.Shape.AsSpan()[^shape.Rank..].SequenceEqual(shape.AsSpan()))
            throw new ArgumentException($"{op.Name}: input is {x.Shape}, its last dimensions must be normalized_shape {shape}");
        RequireShape(op, "weight", weight, shape);
        RequireShape(op, "bias", bias, shape);
        RequireDType(op, "weight", weight, x);
        RequireDType(op, "bias", bias, x);
        return Run(op, x.DType, x.Shape, x, weight, bias);
    }
}
