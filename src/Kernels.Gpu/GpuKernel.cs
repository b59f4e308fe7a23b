using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Code that runs on a GPU: puts its launches into the device's stream and returns before they are done.</summary>
/// <param name="device">Where it runs.</param>
abstract class GpuKernel(GpuDevice device) : Kernel
{
    /// <summary>Where it runs.</summary>
    protected GpuDevice Device => device;

    /// <summary>The first argument of every launcher.</summary>
    protected AcceleratorStream Stream => device.Stream;

    /// <inheritdoc/>
    public sealed override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        // Drivers refuse a grid of no groups.
        if (!GpuDevice.HasElements(outputs))
            return;
        lock (device.Gate)
        {
            device.Bind();
            Launch(inputs, outputs, workspace);
        }
        foreach (Tensor output in outputs)
            output.Storage.RaiseVersion();
    }

    /// <summary>Launches; under the device's gate, with the driver's context bound. Allocates nothing.</summary>
    /// <inheritdoc cref="Kernel.Run"/>
    protected abstract void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace);

    /// <summary>A one-dimensional launch: groups of threads for at least so many items.</summary>
    protected static KernelConfig For(long items, int threads) => new(checked((int)Math.Max(1, (items + threads - 1) / threads)), threads);
}
