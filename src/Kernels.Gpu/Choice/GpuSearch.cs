using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Looks for GPUs, best first: NVIDIA's driver, then OpenCL's. ILGPU swallows every error while it looks, hides old drivers and
/// falls back on its own emulator, which is a hundred times slower than the processor's kernels: so the reasons are found here,
/// and the emulator is never taken.
/// </summary>
sealed class GpuSearch
{
    const string Override = "PTFORMAT_DEVICE";

    // Volta: the first with independent threads, which the kernels' barriers are written for.
    static readonly CudaArchitecture Least = CudaArchitecture.SM_70;

    readonly List<GpuFinding> _findings = [];

    /// <summary>What was met, in the order in which it was tried.</summary>
    public IReadOnlyList<GpuFinding> Findings => _findings;

    /// <summary>Why nothing was opened, or what was passed over: one line.</summary>
    public string Report => string.Join("; ", _findings.Where(finding => finding.Problem is not null));

    /// <summary>The kind that the environment asks for; null for any.</summary>
    /// <param name="isProcessor">True where it asks for the processor.</param>
    /// <exception cref="InvalidOperationException">It asks for something that there is not.</exception>
    public static GpuKind? Wanted(out bool isProcessor)
    {
        string? value = Environment.GetEnvironmentVariable(Override);
        isProcessor = value == "cpu";
        return value switch
        {
            null or "" or "auto" or "cpu" => null,
            "cuda" => GpuKind.Cuda,
            "opencl" => GpuKind.OpenCl,
            _ => throw new InvalidOperationException($"{Override} is '{value}': auto, cpu, cuda or opencl was needed"),
        };
    }

    /// <summary>Opens the first device that works; null, with reasons, where there is none.</summary>
    public GpuDevice? Open(GpuKind? kind) => kind switch
    {
        GpuKind.Cuda => OpenCuda(isOpening: true),
        GpuKind.OpenCl => OpenOpenCl(isOpening: true),
        _ => OpenCuda(isOpening: true) ?? OpenOpenCl(isOpening: true),
    };

    /// <summary>Looks at everything and opens nothing.</summary>
    public void Survey()
    {
        OpenCuda(isOpening: false);
        OpenOpenCl(isOpening: false);
    }

    GpuDevice? OpenCuda(bool isOpening)
    {
        if (!NativeLibraries.HasCuda)
        {
            _findings.Add(new("cuda", "", $"{NativeLibraries.Cuda} was not found: no NVIDIA driver is installed"));
            return null;
        }
        return Open("cuda", builder => builder.Cuda(_ => true), device => device is CudaDevice, device => Problem((CudaDevice)device), device => Describe((CudaDevice)device), isOpening);
    }

    GpuDevice? OpenOpenCl(bool isOpening)
    {
        if (!NativeLibraries.HasOpenCl)
        {
            _findings.Add(new("opencl", "", $"{NativeLibraries.OpenCl} was not found: no OpenCL driver is installed"));
            return null;
        }
        return Open("opencl", builder => builder.OpenCL(_ => true), device => device is CLDevice, device => Problem((CLDevice)device), device => Describe((CLDevice)device), isOpening);
    }

    GpuDevice? Open(string kind, Action<Context.Builder> add, Func<Device, bool> isOfKind, Func<Device, string?> problem, Func<Device, string> describe, bool isOpening)
    {
        Context? context = null;
        try
        {
            NativeLibraries.Install();
            context = Context.Create(builder =>
            {
                add(builder);
                builder.Optimize(OptimizationLevel.O2);
            });
            int index = 0;
            foreach (Device device in context.Devices)
            {
                if (!isOfKind(device))
                    continue;
                string name = FormattableString.Invariant($"{kind}:{index++}");
                string? found = problem(device);
                if (found is null && isOpening && Start(context, device, name, describe(device), out found) is { } opened)
                {
                    context = null;
                    return opened;
                }
                _findings.Add(new(name, describe(device), found));
            }
            if (index == 0)
                _findings.Add(new(kind, "", "the driver is there and shows no device"));
        }
        // Whatever a driver does must not cost the program the processor.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _findings.Add(new(kind, "", $"the driver failed: {e.GetType().Name}: {e.Message}"));
        }
        finally
        {
            context?.Dispose();
        }
        return null;
    }

    GpuDevice? Start(Context context, Device device, string name, string description, out string? problem)
    {
        problem = null;
        GpuDevice? opened = null;
        try
        {
            opened = new(context, device.CreateAccelerator(context), name) { Description = description };
            SelfTest.Run(opened);
            opened.PassedOver = Report;
            return opened;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = $"the self-test failed: {e.Message}";
            opened?.DisposeAccelerator();
            return null;
        }
    }

    static string? Problem(CudaDevice device) =>
        device.Architecture is not { } architecture ? "its compute capability is unknown to this version"
        : architecture < Least ? $"compute capability {architecture.Major}.{architecture.Minor} is less than {Least.Major}.{Least.Minor}"
        : device.InstructionSet is null ? $"the driver (CUDA {device.DriverVersion}) is too old"
        : null;

    static string? Problem(CLDevice device) =>
        !device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU) ? "it is no GPU, and on a processor the processor's own kernels are faster"
        : !device.Capabilities.GenericAddressSpace ? $"it has no generic address space (OpenCL C {device.CVersion})"
        : null;

    static string Describe(CudaDevice device) => FormattableString.Invariant(
        $"{device.Name}, compute capability {device.Architecture?.Major}.{device.Architecture?.Minor}, CUDA {device.DriverVersion}, {device.MemorySize / 1073741824.0:0.0} GiB");

    static string Describe(CLDevice device) => FormattableString.Invariant($"{device.Name}, {device.DeviceVersion}, {device.MemorySize / 1073741824.0:0.0} GiB");
}
