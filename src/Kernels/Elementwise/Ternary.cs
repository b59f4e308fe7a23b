using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>A function of three tensors' elements. Operands: three of the output's shape, of dtypes that promote to what it computes with.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Ternary<TFunction>(TFunction F) : Op, ICpuOp where TFunction : struct, ITernaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => ElementwiseKernel.Compute(TFunction.Kinds, inputs) switch
    {
        DType.UInt8 => new TernaryKernel<TFunction, byte>(F, inputs, outputs),
        DType.Int8 => new TernaryKernel<TFunction, sbyte>(F, inputs, outputs),
        DType.UInt16 => new TernaryKernel<TFunction, ushort>(F, inputs, outputs),
        DType.Int16 => new TernaryKernel<TFunction, short>(F, inputs, outputs),
        DType.UInt32 => new TernaryKernel<TFunction, uint>(F, inputs, outputs),
        DType.Int32 => new TernaryKernel<TFunction, int>(F, inputs, outputs),
        DType.UInt64 => new TernaryKernel<TFunction, ulong>(F, inputs, outputs),
        DType.Int64 => new TernaryKernel<TFunction, long>(F, inputs, outputs),
        DType.Float32 => new TernaryKernel<TFunction, float>(F, inputs, outputs),
        DType.Float64 => new TernaryKernel<TFunction, double>(F, inputs, outputs),
        DType.Complex128 => new TernaryKernel<TFunction, Complex>(F, inputs, outputs),
        _ => null,
    };
}
