using PtFormat.Kernels.Gpu;
using PtFormat.Tensors;

namespace PtFormat.Cli.Gpu;

/// <summary>GPUs for the program.</summary>
sealed class GpuProvider : IDeviceProvider
{
    public IReadOnlyList<string> Survey() => [.. GpuDevice.Survey().Select(finding => finding.Problem is null ? $"{finding}: can be used" : finding.ToString())];

    public Device? Open(string kind, out string report)
    {
        GpuDevice? device;
        if (kind == "auto")
            GpuDevice.TryOpen(out device, out report);
        else
            GpuDevice.TryOpen(kind == "cuda" ? GpuKind.Cuda : GpuKind.OpenCl, out device, out report);
        return device;
    }
}
