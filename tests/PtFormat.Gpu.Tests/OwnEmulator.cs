using ILGPU;
using ILGPU.Runtime.CPU;
using PtFormat.Kernels.Gpu;

namespace PtFormat.Gpu.Tests;

/// <summary>An emulator for one test, which counts what is its own, or disposes it.</summary>
static class OwnEmulator
{
    public static GpuDevice Open()
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)).Optimize(OptimizationLevel.O2));
        return new(context, context.Devices[0].CreateAccelerator(context), "emulator");
    }
}
