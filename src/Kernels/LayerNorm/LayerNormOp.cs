using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// The last dimensions of each item brought to mean 0 and variance 1, or only to mean square 1 (Zhang and Sennrich 2019,
/// https://arxiv.org/abs/1910.07467), then scaled and moved element by element. Operands: input, and or none weight and bias of
/// the last dimensions' shape.
/// </summary>
/// <param name="Dimensions">How many of the last dimensions are one item.</param>
/// <param name="Eps">Added to the variance or mean square.</param>
/// <param name="IsRms">True to leave the mean where it is.</param>
public sealed record LayerNormOp(int Dimensions, double Eps = 1e-5, bool IsRms = false) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => IsRms ? "rms_norm" : "layer_norm";

    /// <inheritdoc/>
    public override string Attributes => List(Unless(1, "dims", Dimensions), Unless(1e-5, "eps", Eps));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        return outputs[0].DType switch
        {
            DType.Float32 => new LayerNormKernel<float>(this),
            DType.Float64 => new LayerNormKernel<double>(this),
            _ => null,
        };
    }
}
