using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Groups of neighbouring channels of each item brought to mean 0 and variance 1, then each channel scaled and moved.</summary>
    /// <param name="x">[N, C, ...].</param>
    /// <param name="groups">How many groups; they divide C.</param>
    /// <param name="weight">[C], or null for ones.</param>
    /// <param name="bias">[C], or null for zeros.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together, or the groups do not divide the channels.</exception>
    public static Tensor GroupNorm(Tensor x, int groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        GroupNormOp op = new(groups, eps);
        if (x.Rank < 2)
            throw new ArgumentException($"group_norm: input is {x.Shape}, expected [batch, channels, ...]");
        if (groups < 1 || x.Shape[1] % groups != 0)
            throw new ArgumentException($"group_norm: {groups} groups do not divide the {x.Shape[1]} channels of {x.Shape}");
        RequirePerChannel(op, "weight", weight, x);
        RequirePerChannel(op, "bias", bias, x);
        return Run(op, x.DType, x.Shape, x, weight, bias);
    }
}
