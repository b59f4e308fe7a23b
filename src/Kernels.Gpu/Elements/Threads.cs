using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>One thread for each item.</summary>
static class Threads
{
    /// <summary>Of a group: enough to hide memory behind, few enough for every device.</summary>
    public const int PerGroup = 256;

    /// <summary>The number of this thread, inside a kernel.</summary>
    public static int Index => Grid.IdxX * Group.DimX + Group.IdxX;

    /// <summary>The launch for so many items; the last threads have none.</summary>
    public static KernelConfig For(int items) => new(Math.Max(1, (items + PerGroup - 1) / PerGroup), PerGroup);
}
