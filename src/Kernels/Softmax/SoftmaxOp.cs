using System.Numerics;
using System.Runtime.Intrinsics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>exp(x) / sum of exp(x) along one dimension, or the logarithm of it. Operand: input of any rank from 1 on.</summary>
/// <param name="Dimension">The dimension whose elements sum to one; not negative.</param>
/// <param name="IsLog">True for x - log(sum of exp(x)).</param>
public sealed record SoftmaxOp(int Dimension, bool IsLog = false) : Op, ICpuOp
{
    /// <inheritdoc/>
    public override string Name => IsLog ? "log_softmax" : "softmax";

    /// <inheritdoc/>
    public override string Attributes => List($"dim={Dimension}");

    /// <inheritdoc/>
    Kernel? ICpuOp.FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => inputs[0] switch
    {
        { Layout.IsDense: false } => null,
        { DType: DType.Float32, Shape: var shape } => Find<float>(shape, Processor.RegisterBits),
        { DType: DType.Float64, Shape: var shape } => Find<double>(shape, Processor.RegisterBits),
        _ => null,
    };

    /// <summary>The kernel for registers of so many bits; the reference for one lane.</summary>
    internal Kernel Find<T>(Shape shape, int registerBits) where T : unmanaged, IFloatingPointIeee754<T> => (typeof(T) == typeof(float), registerBits) switch
    {
        (true, 512) when Vector512.IsHardwareAccelerated => new SoftmaxKernel<F32x16, float>(this, shape),
        (true, 256) when Vector256.IsHardwareAccelerated => new SoftmaxKernel<F32x8, float>(this, shape),
        (true, 128) => new SoftmaxKernel<F32x4, float>(this, shape),
        (false, 512) when Vector512.IsHardwareAccelerated => new SoftmaxKernel<F64x8, double>(this, shape),
        (false, 256) when Vector256.IsHardwareAccelerated => new SoftmaxKernel<F64x4, double>(this, shape),
        (false, 128) => new SoftmaxKernel<F64x2, double>(this, shape),
        _ => new SoftmaxReferenceKernel<T>(this, shape),
    };
}
