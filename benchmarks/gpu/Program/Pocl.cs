using ILGPU;
using ILGPU.Runtime.OpenCL;
using PtFormat.Kernels.Gpu;

namespace PtFormat.Gpu.Benchmarks;

/// <summary>OpenCL on the processor, which the library itself never takes: it proves the bundle where there is no GPU.</summary>
static class Pocl
{
    public static (GpuDevice? Device, string Reason) Open()
    {
        NativeLibraries.Install();
        Context context = Context.Create(builder => builder.OpenCL(_ => true).Optimize(OptimizationLevel.O2));
        if (context.Devices.OfType<CLDevice>().FirstOrDefault() is not { } found)
        {
            context.Dispose();
            return (null, "no OpenCL device: PoCL is not installed");
        }
        // What PoCL 3 does not report and ILGPU asks for; code that is optimized does without.
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.SetValue(found.Capabilities, true);
        return (new(context, found.CreateAccelerator(context), "pocl:0"), $"pocl:0: {found.Name}, a processor: figures say nothing of a GPU");
    }
}
