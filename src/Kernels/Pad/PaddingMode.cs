namespace PtFormat.Kernels;

/// <summary>What stands around a tensor that is padded.</summary>
public enum PaddingMode
{
    /// <summary>Zeros, or another number where an operation takes one.</summary>
    Zeros,
    /// <summary>What lies inside, mirrored at the outermost element, which is not repeated.</summary>
    Reflect,
    /// <summary>The outermost element again and again.</summary>
    Replicate,
    /// <summary>What lies at the other end, as on a ring.</summary>
    Circular,
}
