using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>Each channel of [N, C, ...] moved and scaled by the statistics given, then by weight and bias.</summary>
    /// <param name="x">[N, C, ...].</param>
    /// <param name="mean">[C].</param>
    /// <param name="variance">[C].</param>
    /// <param name="weight">[C], or null for ones.</param>
    /// <param name="bias">[C], or null for zeros.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor BatchNorm(Tensor x, Tensor mean, Tensor variance, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
    {
        BatchNormOp op = new(eps);
        if (x.Rank < 2)
            throw new ArgumentException($"batch_norm: input is {x.Shape}, expected [batch, channels, ...]");
        RequirePerChannel(op, "mean", mean, x);
        RequirePerChannel(op, "variance", variance, x);
        RequirePerChannel(op, "weight", weight, x);
        RequirePerChannel(op, "bias", bias, x);
        return Run(op, x.DType, x.Shape, x, mean, variance, weight, bias);
    }

    static void RequirePerChannel(Op op, string name, Tensor? operand, Tensor x)
    {
        if (operand is not null && operand.Shape != [x.Shape[1]])
            throw new ArgumentException($"{op.Name}: input has {x.Shape[1]} channels {x.Shape}, {name} is {operand.Shape}, expected [{x.Shape[1]}]");
        RequireDType(op, name, operand, x);
    }
}
