namespace PtFormat.Kernels.Gpu;

/// <summary>The interface through which a GPU is driven.</summary>
public enum GpuKind : byte
{
    /// <summary>NVIDIA's driver.</summary>
    Cuda,

    /// <summary>An OpenCL driver of a GPU.</summary>
    OpenCl,
}
