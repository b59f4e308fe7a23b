namespace PtFormat.Kernels;

/// <summary>The elements of a tensor in row-major order. Operand: input of any layout and dtype.</summary>
public sealed record CopyOp : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "copy";

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => CopyKernel.Instance;
}
