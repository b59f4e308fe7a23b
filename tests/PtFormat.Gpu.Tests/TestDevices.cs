using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
using NUnit.Framework;
using PtFormat.Kernels.Gpu;

namespace PtFormat.Gpu.Tests;

/// <summary>Devices for tests on machines without a GPU, made once: neither is ever chosen by the library itself.</summary>
static class TestDevices
{
    static GpuDevice? s_emulator, s_pocl;
    static string? s_noPocl;

    /// <summary>ILGPU's emulator: slow, exact, and every index is checked. Warps of 32, groups of up to 256 threads.</summary>
    public static GpuDevice Emulator => s_emulator ??= OpenEmulator();

    /// <summary>OpenCL on the processor by PoCL; skips the test where it is not installed.</summary>
    public static GpuDevice Pocl
    {
        get
        {
            if (s_pocl is null && s_noPocl is null)
                s_pocl = OpenPocl(out s_noPocl);
            if (s_pocl is null)
                Assert.Ignore(s_noPocl!);
            return s_pocl!;
        }
    }

    /// <summary>A new emulator, which the caller disposes.</summary>
    public static GpuDevice OpenEmulator()
    {
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, 1)).Optimize(OptimizationLevel.O2));
        return new(context, context.Devices[0].CreateAccelerator(context), "emulator");
    }

    public static void Dispose()
    {
        s_emulator?.Dispose();
        s_pocl?.Dispose();
    }

    // PoCL 3.1 hides that it takes the address spaces that optimized kernels name, and ILGPU asks for generic ones.
    static GpuDevice? OpenPocl(out string? reason)
    {
        NativeLibraries.Install();
        Context context = Context.Create(builder => builder.OpenCL(_ => true).Optimize(OptimizationLevel.O2));
        foreach (CLDevice device in context.GetCLDevices())
        {
            typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace), BindingFlags.Instance | BindingFlags.Public)!
                .SetValue(device.Capabilities, true);
            reason = null;
            return new(context, device.CreateAccelerator(context), "pocl");
        }
        context.Dispose();
        reason = "PoCL is not installed: no OpenCL device was found (Debian: pocl-opencl-icd)";
        return null;
    }
}
