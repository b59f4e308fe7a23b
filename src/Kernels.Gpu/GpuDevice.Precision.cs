using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace PtFormat.Kernels.Gpu;

/// <content>How exactly it multiplies.</content>
public sealed partial class GpuDevice
{
    /// <summary>How exactly matrix products and convolutions that are asked for from now on multiply; float32 unless set.</summary>
    /// <exception cref="NotSupportedException">The device has no matrix units for TF32.</exception>
    public GpuPrecision Precision
    {
        get;
        set => field = value == GpuPrecision.Float32 || HasMatrixUnits
            ? value
            : throw new NotSupportedException($"{Name} ({Accelerator.Name}) has no matrix units for TF32, which NVIDIA's devices have from compute capability 8.0 on: leave the precision at {GpuPrecision.Float32}");
    }

    // ILGPU's own accelerator, which the tests run on, does without.
    bool HasMatrixUnits => Accelerator switch
    {
        CudaAccelerator cuda => cuda.Architecture >= CudaArchitecture.SM_80,
        _ => Accelerator.AcceleratorType == AcceleratorType.CPU,
    };
}
