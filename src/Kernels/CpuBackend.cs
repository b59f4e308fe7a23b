using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Runs operations on the host's processor.</summary>
public sealed class CpuBackend : IBackend
{
    /// <summary>The only instance: the processor has no state.</summary>
    public static CpuBackend Instance { get; } = new();

    CpuBackend()
    {
    }

    /// <inheritdoc/>
    public Device Device => Device.Cpu;

    /// <inheritdoc/>
    public Kernel? Find(Op op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        op is ICpuOp cpu ? cpu.FindCpuKernel(inputs, outputs) : null;

    /// <inheritdoc/>
    public void Run(Op op, Kernel kernel, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs)
    {
        if (!HasElements(outputs))
            return;
        Storage? workspace = kernel.WorkspaceBytes > 0 ? Device.Allocate(kernel.WorkspaceBytes) : null;
        kernel.Run(inputs, outputs, workspace);

        // Kernels work on borrowed spans; the storages' finalizers give the memory back, so they must not run before here.
        foreach (Tensor? input in inputs)
            GC.KeepAlive(input?.Storage);
        foreach (Tensor output in outputs)
            GC.KeepAlive(output.Storage);
        GC.KeepAlive(workspace);
    }

    // An empty batch is asked here once, so that no kernel meets a size beside a zero that its integers cannot hold.
    static bool HasElements(ReadOnlySpan<Tensor> tensors)
    {
        foreach (Tensor tensor in tensors)
            if (tensor.ElementCount > 0)
                return true;
        return false;
    }
}
