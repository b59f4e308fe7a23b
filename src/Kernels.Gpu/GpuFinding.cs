namespace PtFormat.Kernels.Gpu;

/// <summary>A device that a driver shows, or a driver that shows none.</summary>
/// <param name="Name">As <see cref="GpuDevice"/> is called when it is open: <c>cuda:0</c>; or the driver: <c>cuda</c>.</param>
/// <param name="Description">What it is: <c>NVIDIA H200, compute capability 9.0, 139.8 GiB</c>.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
public sealed record GpuFinding(string Name, string Description, string? Problem)
{
    /// <summary><c>cuda:0: NVIDIA H200, compute capability 9.0, 139.8 GiB</c>, and the problem where there is one.</summary>
    public override string ToString() =>
        $"{Name}: {string.Join(": ", new[] { Description, Problem }.Where(part => part is { Length: > 0 }))}";
}
