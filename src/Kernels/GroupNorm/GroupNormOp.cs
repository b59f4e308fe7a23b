using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Groups of neighbouring channels of each item brought to mean 0 and variance 1 (Wu and He 2018, https://arxiv.org/abs/1803.08494),
/// then each channel scaled and moved. Operands: input [N, C, ...], and or none weight [C], bias [C].
/// </summary>
/// <param name="Groups">How many; they divide the channels.</param>
/// <param name="Eps">Added to the variance.</param>
public sealed record GroupNormOp(int Groups, double Eps = 1e-5) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "group_norm";

    /// <inheritdoc/>
    public override string Attributes => List($"groups={Groups}", Unless(1e-5, "eps", Eps));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        return outputs[0].DType switch
        {
            DType.Float32 => new GroupNormKernel<float>(this),
            DType.Float64 => new GroupNormKernel<double>(this),
            _ => null,
        };
    }
}
