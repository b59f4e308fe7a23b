using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>Normalizations.</content>
public sealed partial class GpuDevice
{
    Kernel? FindBatchNorm(BatchNormOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => (OperandChecks.AreDense(inputs), outputs[0].DType) switch
    {
        (true, DType.Float32) => new BatchNormKernel<F32Lane, float>(this, op),
        (true, DType.Float64) => new BatchNormKernel<F64Lane, double>(this, op),
        _ => null,
    };

    Kernel? FindLayerNorm(LayerNormOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        FindLineNorm(op.Name, OperandChecks.Product(outputs[0].Shape.AsSpan()[^op.Dimensions..]), op.Eps, op.IsRms, perChannel: 1, groups: 1, inputs, outputs);

    Kernel? FindGroupNorm(GroupNormOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        int inner = OperandChecks.Product(outputs[0].Shape.AsSpan()[2..]);
        return FindLineNorm(op.Name, checked((int)(outputs[0].Shape[1] / op.Groups) * inner), op.Eps, isRms: false, inner, op.Groups, inputs, outputs);
    }

    Kernel? FindLineNorm(string name, int count, double eps, bool isRms, int perChannel, int groups, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        (OperandChecks.AreDense(inputs), outputs[0].DType) switch
        {
            (true, DType.Float32) => new LineNormKernel<F32Lane, float>(this, name, count, eps, isRms, perChannel, groups),
            (true, DType.Float64) => new LineNormKernel<F64Lane, double>(this, name, count, eps, isRms, perChannel, groups),
            _ => null,
        };
}
