using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>A function of every element.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Unary<TFunction>(TFunction F) : Op, ICpuOp where TFunction : struct, IUnaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => ElementwiseKernel.Compute(TFunction.Kinds, inputs) switch
    {
        DType.UInt8 => new UnaryKernel<TFunction, byte>(F, inputs, outputs),
        DType.Int8 => new UnaryKernel<TFunction, sbyte>(F, inputs, outputs),
        DType.UInt16 => new UnaryKernel<TFunction, ushort>(F, inputs, outputs),
        DType.Int16 => new UnaryKernel<TFunction, short>(F, inputs, outputs),
        DType.UInt32 => new UnaryKernel<TFunction, uint>(F, inputs, outputs),
        DType.Int32 => new UnaryKernel<TFunction, int>(F, inputs, outputs),
        DType.UInt64 => new UnaryKernel<TFunction, ulong>(F, inputs, outputs),
        DType.Int64 => new UnaryKernel<TFunction, long>(F, inputs, outputs),
        DType.Float32 => new UnaryKernel<TFunction, float>(F, inputs, outputs),
        DType.Float64 => new UnaryKernel<TFunction, double>(F, inputs, outputs),
        DType.Complex128 => new UnaryKernel<TFunction, Complex>(F, inputs, outputs),
        _ => null,
    };
}
