using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Matrix products side by side: [B, M, K] and [B, K, N] to [B, M, N].</summary>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor Bmm(Tensor a, Tensor b) => a.Rank == 3 && b.Rank == 3 && a.Shape[0] == b.Shape[0]
        ? MatMul(a, b)
        : throw new ArgumentException($"bmm: {a.Shape} and {b.Shape}: both need three dimensions and the same first one");

    /// <summary>All products of the elements of two vectors: [N] and [M] to [N, M].</summary>
    /// <exception cref="ArgumentException">One is no vector, or the dtypes have no common one.</exception>
    public static Tensor Outer(Tensor a, Tensor b) => a.Rank == 1 && b.Rank == 1
        ? Mul(a.Unsqueeze(1), b)
        : throw new ArgumentException($"outer: {a.Shape} and {b.Shape}: both need one dimension");
}
