using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>A stretch of device memory that the pool lends.</summary>
/// <param name="Buffer">The driver's allocation.</param>
/// <param name="SizeClass">Which class of the pool it belongs to.</param>
sealed record GpuBlock(MemoryBuffer Buffer, int SizeClass);
