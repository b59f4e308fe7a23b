namespace PtFormat.Kernels;

/// <summary>Positions of one dimension, in the order of an index. Operands: input, and an index [N] of int64.</summary>
/// <param name="Dimension">The dimension; not negative.</param>
public sealed record IndexSelectOp(int Dimension) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "index_select";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs is [{ Layout.IsDense: true }, { Layout.IsDense: true }] ? new IndexSelectKernel(Dimension) : null;
}
