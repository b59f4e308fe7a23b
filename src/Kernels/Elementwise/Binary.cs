using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>A function of two tensors' elements. Operands: two of the output's shape, of dtypes that promote to what it computes with.</summary>
/// <param name="F">The function with its parameters.</param>
sealed record Binary<TFunction>(TFunction F) : Op, ICpuOp where TFunction : struct, IBinaryFunction
{
    public override string Name => TFunction.Name;

    public override string Attributes => F.Attributes;

    public Kernel? FindCpuKernel(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) => ElementwiseKernel.Compute(TFunction.Kinds, inputs) switch
    {
        DType.UInt8 => new BinaryKernel<TFunction, byte>(F, inputs, outputs),
        DType.Int8 => new BinaryKernel<TFunction, sbyte>(F, inputs, outputs),
        DType.UInt16 => new BinaryKernel<TFunction, ushort>(F, inputs, outputs),
        DType.Int16 => new BinaryKernel<TFunction, short>(F, inputs, outputs),
        DType.UInt32 => new BinaryKernel<TFunction, uint>(F, inputs, outputs),
        DType.Int32 => new BinaryKernel<TFunction, int>(F, inputs, outputs),
        DType.UInt64 => new BinaryKernel<TFunction, ulong>(F, inputs, outputs),
        DType.Int64 => new BinaryKernel<TFunction, long>(F, inputs, outputs),
        DType.Float32 => new BinaryKernel<TFunction, float>(F, inputs, outputs),
        DType.Float64 => new BinaryKernel<TFunction, double>(F, inputs, outputs),
        DType.Complex128 => new BinaryKernel<TFunction, Complex>(F, inputs, outputs),
        _ => null,
    };
}
