using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>The elements as another dtype. Operand: input of any layout and dtype.</summary>
/// <param name="DType">The dtype of the result.</param>
public sealed record CastOp(DType DType) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "to";

    /// <inheritdoc/>
    public override string Attributes => DType.Name();

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => CastKernel.Instance;
}
