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

    /// <summary>The registers that kernels use: <c>512-bit registers</c>.</summary>
    /// <exception cref="InvalidOperationException">The environment variable PTFORMAT_SIMD wants registers that are not here.</exception>
    public static string Registers => Processor.Describe();

    /// <summary>What to do where kernels are slower than this processor allows, or null.</summary>
    public static string? Advice => Processor.Advice();

    /// <summary>The kernels that this processor runs for operations of typical sizes.</summary>
    public IReadOnlyList<(string Operation, string Kernel)> TypicalKernels() => Typical.Kernels(this);

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
