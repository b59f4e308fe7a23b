using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// Positions in several dimensions as positions in one that replaces them, in row-major order; negative ones count from the
/// end. Operands: an int64 tensor of positions for each dimension, of one shape.
/// </summary>
/// <param name="Shape">The sizes of the dimensions.</param>
public sealed record LinearIndexOp(Shape Shape) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "index";

    /// <inheritdoc/>
    public override string Attributes => Shape.ToString();

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is not { Layout.IsDense: true })
                return null;
        return new LinearIndexKernel(Shape);
    }
}
