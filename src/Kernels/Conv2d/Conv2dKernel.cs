using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Convolution of dense operands by the reference loops.</summary>
sealed class Conv2dKernel<T>(Conv2dOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "conv2d reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        Conv2dReference.Run(
            op, inputs[0]!.Shape, inputs[1]!.Shape, outputs[0].Shape,
            inputs[0]!.Borrow<T>(), inputs[1]!.Borrow<T>(), inputs[2].BorrowOrEmpty<T>(), outputs[0].BorrowForWriting<T>());
}
