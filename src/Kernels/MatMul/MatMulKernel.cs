using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Batched matrix products of strided operands by the reference loops.</summary>
sealed class MatMulKernel<T> : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public static MatMulKernel<T> Instance { get; } = new();

    public override string Name => "matmul reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        MatMulReference.Run(inputs[0]!.Layout, inputs[1]!.Layout, inputs[0]!.Borrow<T>(), inputs[1]!.Borrow<T>(), outputs[0].BorrowForWriting<T>());
}
