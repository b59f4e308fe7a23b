using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Transposed convolution of dense operands by the reference loops.</summary>
sealed class ConvTransposeKernel<T>(ConvTransposeOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => $"{op.Name} reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        ConvTransposeReference.Run(
            op, inputs[0]!.Shape, inputs[1]!.Shape, outputs[0].Shape,
            inputs[0]!.Borrow<T>(), inputs[1]!.Borrow<T>(), inputs[2].BorrowOrEmpty<T>(), outputs[0].BorrowForWriting<T>());
}
