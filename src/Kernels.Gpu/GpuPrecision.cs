namespace PtFormat.Kernels.Gpu;

/// <summary>How exactly a GPU multiplies matrices and convolves.</summary>
public enum GpuPrecision : byte
{
    /// <summary>float32 throughout.</summary>
    Float32,

    /// <summary>As exact as float32, on matrix units, in three products of TF32; an infinite element makes NaN of its sums.</summary>
    Tf32x3,

    /// <summary>Factors rounded to TF32's 11 bits, on matrix units: what PyTorch does in convolutions by default.</summary>
    Tf32,
}
