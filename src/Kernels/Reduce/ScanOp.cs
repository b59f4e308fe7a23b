using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>Running sums or products along one dimension. Operand: input of any layout and dtype.</summary>
/// <param name="Dimension">The dimension; not negative.</param>
/// <param name="Product">True for products.</param>
public sealed record ScanOp(int Dimension, bool Product) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => Product ? "cumprod" : "cumsum";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => NumberKind.Of(inputs[0]!.Value.DType) switch
    {
        NumberKinds.Complex => new ScanKernel<Complex>(Dimension, Product),
        NumberKinds.Real => new ScanKernel<double>(Dimension, Product),
        _ => new ScanKernel<long>(Dimension, Product),
    };
}
