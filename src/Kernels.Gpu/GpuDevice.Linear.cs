namespace PtFormat.Kernels.Gpu;

/// <content>Linear layers.</content>
public sealed partial class GpuDevice
{
    static Kernel? FindLinear(LinearOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;
}
