namespace PtFormat.Kernels.Gpu;

/// <content>Matrix products.</content>
public sealed partial class GpuDevice
{
    static Kernel? FindMatMul(MatMulOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;
}
