using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>y = x * weight transposed + bias. Operands: input [..., K], weight [N, K], bias [N] or none.</summary>
public sealed record LinearOp : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "linear";

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        Layout x = inputs[0]!.Value.Layout, weight = inputs[1]!.Value.Layout;
        if (!LinearReference.HasRows(x) || !LinearReference.HasRows(weight) || inputs[2] is { Layout.IsDense: false })
            return null;
        return outputs[0].DType switch
        {
            DType.Float32 => LinearKernel<float>.Instance,
            DType.Float64 => LinearKernel<double>.Instance,
            _ => null,
        };
    }
}
