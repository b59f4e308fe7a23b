using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
using NUnit.Framework;
using PtFormat.Kernels.Gpu;

namespace PtFormat.Gpu.Tests;

/// <summary>The devices that kernels are tested on without a GPU; one of each for all tests.</summary>
static class TestDevice
{
    static readonly FaultCounter Faults = new();

    static readonly Lazy<GpuDevice> LazyEmulator = new(() => Emulate(1)), LazyFourProcessors = new(() => Emulate(4));

    static readonly Lazy<(GpuDevice? Device, string? Reason)> LazyPocl = new(() =>
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == "OpenCL" && NativeLibrary.TryLoad("libOpenCL.so.1", out nint library) ? library : 0;
        Context context = Context.Create(builder => builder.OpenCL(_ => true).Optimize(OptimizationLevel.O2));
        if (context.Devices.OfType<CLDevice>().FirstOrDefault() is not { } found)
            return (null, "no OpenCL device: PoCL (pocl-opencl-icd) is not installed");
        // What PoCL 3 does not report and ILGPU asks for; code that is optimized does without.
        typeof(CLCapabilityContext).GetProperty(nameof(CLCapabilityContext.GenericAddressSpace))!.SetValue(found.Capabilities, true);
        return (new(context, found.CreateAccelerator(context), "pocl:0"), null);
    });

    /// <summary>ILGPU's accelerator on the processor, which checks every index.</summary>
    public static GpuDevice Emulator => LazyEmulator.Value;

    /// <summary>The same with groups that run at once, for kernels whose groups meet or share a sum: several times slower.</summary>
    public static GpuDevice FourProcessors => LazyFourProcessors.Value;

    /// <summary>PoCL, or the test is skipped.</summary>
    public static GpuDevice Pocl
    {
        get
        {
            (GpuDevice? device, string? reason) = LazyPocl.Value;
            if (device is null)
                Assert.Ignore(reason!);
            return device!;
        }
    }

    /// <summary>How many indices were out of bounds since the last call.</summary>
    public static int TakeFaults() => Faults.Take();

    // Warps as NVIDIA's and groups up to 256 threads: every launch wakes all threads of the device.
    static GpuDevice Emulate(int processors)
    {
        if (!Trace.Listeners.Contains(Faults))
        {
            Trace.Listeners.Clear();
            Trace.Listeners.Add(Faults);
        }
        Context context = Context.Create(builder => builder.CPU(new CPUDevice(32, 8, processors)).Optimize(OptimizationLevel.O2));
        return new(context, context.Devices[0].CreateAccelerator(context), "emulator:0");
    }

    sealed class FaultCounter : TraceListener
    {
        int _count;

        public int Take() => Interlocked.Exchange(ref _count, 0);

        public override void Write(string? message)
        {
        }

        public override void WriteLine(string? message)
        {
        }

        public override void Fail(string? message) => Interlocked.Increment(ref _count);

        public override void Fail(string? message, string? detailMessage) => Interlocked.Increment(ref _count);
    }
}
