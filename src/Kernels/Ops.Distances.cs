using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>The cosine of the angle between vectors along a dimension: their product divided by their lengths, each at least eps.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or there is no such dimension.</exception>
    public static Tensor CosineSimilarity(Tensor a, Tensor b, int dimension = 1, double eps = 1e-8)
    {
        long[] shape = [.. Broadcasting.Combine("cosine_similarity", a.Shape, b.Shape)];
        Tensor first = a.Expand(shape), second = b.Expand(shape);
        Tensor Direction(Tensor x) => Div(x, Clamp(Norm(x, 2, [dimension], keep: true), min: eps));
        return Sum(Mul(Direction(first), Direction(second)), [dimension]);
    }

    /// <summary>The p-norm of <c>a - b + eps</c> along the last dimension.</summary>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    public static Tensor PairwiseDistance(Tensor a, Tensor b, double p = 2, double eps = 1e-6, bool keep = false)
    {
        Broadcasting.Combine("pairwise_distance", a.Shape, b.Shape);
        return Norm(Add(Sub(a, b), eps), p, [-1], keep);
    }
}
