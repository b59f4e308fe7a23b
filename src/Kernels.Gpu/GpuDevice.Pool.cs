namespace PtFormat.Kernels.Gpu;

/// <content>Pooling.</content>
public sealed partial class GpuDevice
{
    static Kernel? FindMaxPool(MaxPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;

    static Kernel? FindAvgPool(AvgPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;

    static Kernel? FindAdaptiveAvgPool(AdaptiveAvgPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;

    static Kernel? FindAdaptiveMaxPool(AdaptiveMaxPoolOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;
}
