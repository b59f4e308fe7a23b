namespace PtFormat.Kernels;

/// <summary>Tensors one after the other along a dimension. Operands: one or more of equal dtype, equal in all other dimensions.</summary>
/// <param name="Dimension">The dimension that grows; not negative.</param>
public sealed record CatOp(int Dimension) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "cat";

    /// <inheritdoc/>
    public override string Attributes => List(Unless(0, "dim", Dimension));

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { Layout.IsDense: false })
                return null;
        return new CatKernel(Dimension);
    }
}
