namespace PtFormat.Kernels;

/// <summary>
/// An operation with kernels for the host's processor. The choice among them is one method in the operation's own folder, so
/// that neither the backend nor any other operation changes when a faster kernel comes.
/// </summary>
interface ICpuOp
{
    /// <inheritdoc cref="IBackend.Find"/>
    Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs);
}
