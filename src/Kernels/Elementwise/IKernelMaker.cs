namespace PtFormat.Kernels;

/// <summary>Makes the kernel of a function for elements that are computed with as a C# type.</summary>
interface IKernelMaker
{
    /// <summary>The kernel for operands like these.</summary>
    Kernel Make<T>(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) where T : unmanaged, IEquatable<T>;
}
