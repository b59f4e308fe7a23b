using PtFormat.Tensors;

namespace PtFormat.Kernels;

public static partial class Ops
{
    /// <summary>
    /// x * weight transposed + bias: [..., K] in, [..., N] out. Where x is float32, the weight may be bfloat16 or float16, and the bias with
    /// it: memory and the time to read the weight are halved, products and sums are float32.
    /// </summary>
    /// <param name="x">Vectors of K elements, in any number of dimensions.</param>
    /// <param name="weight">[N, K].</param>
    /// <param name="bias">[N], or null.</param>
    /// <exception cref="ArgumentException">The shapes or dtypes do not fit together.</exception>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null) => Linear(x, weight, bias, new());

    internal static Tensor Linear(Tensor x, Tensor weight, Tensor? bias, LinearOp op)
    {
        if (weight.Rank != 2)
            throw new ArgumentException($"linear: weight has {weight.Rank} dimensions {weight.Shape}, expected [out features, in features]");
        if (x.Rank == 0 || x.Shape[-1] != weight.Shape[1])
            throw new ArgumentException($"linear: input has {(x.Rank == 0 ? "no" : x.Shape[-1])} features {x.Shape}, weight expects {weight.Shape[1]} {weight.Shape}");
        if (x.DType != DType.Float32 || weight.DType is not (DType.BFloat16 or DType.Float16))
            RequireDType(op, "weight", weight, x);
        else if (bias?.DType == weight.DType)
            bias = Cast(bias, x.DType);
        RequireDType(op, "bias", bias, x);
        RequireShape(op, "bias", bias, [weight.Shape[0]]);
        return Run(op, x.DType, [.. x.Shape.AsSpan()[..^1], weight.Shape[0]], x, weight, bias);
    }
}
