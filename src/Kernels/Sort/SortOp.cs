namespace PtFormat.Kernels;

/// <summary>
/// The elements along one dimension in order, equal ones as they were. Operand: input of any layout and real dtype. Outputs:
/// the elements, and their int64 positions.
/// </summary>
/// <param name="Dimension">The dimension; not negative.</param>
/// <param name="Descending">True for the greatest first; NaN counts as the greatest.</param>
public sealed record SortOp(int Dimension, bool Descending) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "sort";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}", Unless(false, "descending", Descending));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => new SortKernel(this, inputs[0]!.Value.Shape[Dimension]);
}
