using PtFormat.Tensors;

namespace PtFormat.Cli;

/// <summary>Where a program finds devices beside the processor: the native program has none of it, that with GPU support has one.</summary>
public interface IDeviceProvider
{
    /// <summary>What drivers show, a device a line, and why something cannot be used.</summary>
    IReadOnlyList<string> Survey();

    /// <summary>Opens the first device that works.</summary>
    /// <param name="kind"><c>auto</c>, <c>cuda</c> or <c>opencl</c>.</param>
    /// <param name="report">The choice in one line; or why there is none.</param>
    /// <returns>The device, to be disposed by the caller; null where there is none.</returns>
    Device? Open(string kind, out string report);
}
