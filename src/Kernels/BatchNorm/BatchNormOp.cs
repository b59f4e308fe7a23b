using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Each channel moved and scaled by statistics that are given: <c>(x - mean) / sqrt(variance + eps) * weight + bias</c>. Operands:
/// input [N, C, ...], mean [C], variance [C], and or none weight [C], bias [C].
/// </summary>
/// <param name="Eps">Added to the variance.</param>
public sealed record BatchNormOp(double Eps = 1e-5) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "batch_norm";

    /// <inheritdoc/>
    public override string Attributes => List(Unless(1e-5, "eps", Eps));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        return outputs[0].DType switch
        {
            DType.Float32 => new BatchNormKernel<float>(Eps),
            DType.Float64 => new BatchNormKernel<double>(Eps),
            _ => null,
        };
    }
}
