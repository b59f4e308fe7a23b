namespace PtFormat.Kernels.Gpu;

/// <content>Convolutions of images.</content>
public sealed partial class GpuDevice
{
    static Kernel? FindConv2d(Conv2dOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => null;
}
