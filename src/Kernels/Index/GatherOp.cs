namespace PtFormat.Kernels;

/// <summary>
/// Elements picked along one dimension. Operands: input, and an int64 index of the same rank, nowhere larger but along the
/// dimension. The output has the index's shape.
/// </summary>
/// <param name="Dimension">The dimension; not negative.</param>
public sealed record GatherOp(int Dimension) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "gather";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => new GatherKernel(Dimension);
}
