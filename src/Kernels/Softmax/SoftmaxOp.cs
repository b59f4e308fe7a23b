using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>exp(x) / sum of exp(x) along one dimension. Operand: input of any rank from 1 on.</summary>
/// <param name="Dimension">The dimension whose elements sum to one; not negative.</param>
public sealed record SoftmaxOp(int Dimension) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => "softmax";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => inputs[0] switch
    {
        { Layout.IsDense: false } => null,
        { DType: DType.Float32, Shape: var shape } => new SoftmaxKernel<float>(shape, Dimension),
        { DType: DType.Float64, Shape: var shape } => new SoftmaxKernel<double>(shape, Dimension),
        _ => null,
    };
}
