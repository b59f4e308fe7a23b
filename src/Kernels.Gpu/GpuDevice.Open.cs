using System.Diagnostics.CodeAnalysis;

namespace PtFormat.Kernels.Gpu;

/// <content>How a device is found.</content>
public sealed partial class GpuDevice
{
    /// <summary>What the device is: <c>NVIDIA H200, compute capability 9.0, CUDA 12.9, 139.8 GiB</c>.</summary>
    public string Description { get; internal init; } = "";

    /// <summary>What was tried before and cannot be used, with the reasons; empty where this was the first.</summary>
    public string PassedOver { get; internal set; } = "";

    /// <summary>The choice in one line, and why others were passed over.</summary>
    public string Report => $"{Name}: {Description}{(PassedOver.Length == 0 ? "" : $" (passed over: {PassedOver})")}";

    /// <summary>
    /// Opens the first GPU that works: NVIDIA's, then those of OpenCL. Each has to pass a test of its arithmetic first. The
    /// environment variable PTFORMAT_DEVICE may ask for <c>cuda</c> or <c>opencl</c> only, or with <c>cpu</c> for none.
    /// </summary>
    /// <param name="device">The device, which the caller disposes; null where there is none.</param>
    /// <param name="reason">The choice in one line; or why there is none, of everything that was tried.</param>
    /// <exception cref="InvalidOperationException">PTFORMAT_DEVICE asks for something that there is not.</exception>
    public static bool TryOpen([NotNullWhen(true)] out GpuDevice? device, out string reason)
    {
        GpuKind? wanted = GpuSearch.Wanted(out bool isProcessor);
        if (isProcessor)
        {
            (device, reason) = (null, "PTFORMAT_DEVICE is cpu");
            return false;
        }
        return TryOpen(wanted, out device, out reason);
    }

    /// <summary>Opens the first GPU of a kind that works.</summary>
    /// <param name="kind">The kind; null for any.</param>
    /// <param name="device">The device, which the caller disposes; null where there is none.</param>
    /// <param name="reason">The choice in one line; or why there is none, of everything that was tried.</param>
    public static bool TryOpen(GpuKind? kind, [NotNullWhen(true)] out GpuDevice? device, out string reason)
    {
        GpuSearch search = new();
        device = search.Open(kind);
        reason = device?.Report ?? search.Report;
        return device is not null;
    }

    /// <summary>Opens the first GPU that works, as <see cref="TryOpen(out GpuDevice?, out string)"/> does.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says why, of everything that was tried.</exception>
    public static GpuDevice Open() => TryOpen(out GpuDevice? device, out string reason) ? device : throw new InvalidOperationException($"no GPU can be used: {reason}");

    /// <summary>Opens the first GPU of a kind that works.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says why, of everything that was tried.</exception>
    public static GpuDevice Open(GpuKind kind) =>
        TryOpen(kind, out GpuDevice? device, out string reason) ? device : throw new InvalidOperationException($"no GPU can be used: {reason}");

    /// <summary>Everything that drivers show, in the order in which it would be tried, with the reasons why something cannot be used; opens nothing.</summary>
    public static IReadOnlyList<GpuFinding> Survey()
    {
        GpuSearch search = new();
        search.Survey();
        return search.Findings;
    }
}
