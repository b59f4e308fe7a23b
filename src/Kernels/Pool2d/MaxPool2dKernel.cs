using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Max-pooling of dense images by the reference loops.</summary>
sealed class MaxPool2dKernel<T>(MaxPool2dOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "max_pool2d reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        MaxPool2dReference.Run(op, inputs[0]!.Shape, outputs[0].Shape, inputs[0]!.Borrow<T>(), outputs[0].BorrowForWriting<T>());
}
