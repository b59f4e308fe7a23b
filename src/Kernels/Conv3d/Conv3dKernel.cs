using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Convolution of dense volumes by the reference loops.</summary>
sealed class Conv3dKernel<T>(Conv3dOp op) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "conv3d reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        Conv3dReference.Run(
            op, inputs[0]!.Shape, inputs[1]!.Shape, outputs[0].Shape,
            inputs[0]!.Borrow<T>(), inputs[1]!.Borrow<T>(), inputs[2].BorrowOrEmpty<T>(), outputs[0].BorrowForWriting<T>());
}
