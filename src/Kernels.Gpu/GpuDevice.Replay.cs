using ILGPU.Runtime.Cuda;
using PtFormat.Kernels.Graphs;

namespace PtFormat.Kernels.Gpu;

/// <content>Plans that run in one launch.</content>
public sealed partial class GpuDevice
{
    readonly GpuReplays _replays;

    /// <summary>The captured graphs.</summary>
    internal GpuReplays Replays => _replays;

    // What goes by way of the host waits for the device, and that cannot be captured.
    IReplay? IBackend.Replay(IReadOnlyList<Kernel> kernels) => Accelerator is CudaAccelerator && kernels.All(kernel => kernel is GpuKernel) ? new GpuReplay(this) : null;
}
