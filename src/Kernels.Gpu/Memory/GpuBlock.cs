using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>A stretch of device memory that the pool lends.</summary>
sealed class GpuBlock(MemoryBuffer buffer, int sizeClass)
{
    /// <summary>The driver's allocation.</summary>
    public MemoryBuffer Buffer => buffer;

    /// <summary>Which class of the pool it belongs to.</summary>
    public int SizeClass => sizeClass;
}
