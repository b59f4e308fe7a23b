using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Convolution of dense operands by the reference loops; where a pooling follows, it takes the sums from the workspace.</summary>
sealed class Conv2dKernel<T>(Conv2dOp op, ConvSizes sizes) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "conv2d reference";

    public override long WorkspaceBytes => op.Pool is null ? 0 : sizes.OutShape.ElementCount * Unsafe.SizeOf<T>();

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Span<T> sums = op.Pool is null ? outputs[0].BorrowForWriting<T>() : workspace!.BorrowForWriting<T>(0, sizes.OutShape.ElementCount);
        Conv2dReference.Run(
            op, inputs[0]!.Shape, inputs[1]!.Shape, sizes.OutShape, inputs[0]!.Borrow<T>(), inputs[1]!.Borrow<T>(), inputs[2].BorrowOrEmpty<T>(), sums);
        op.Then?.Apply(sums);
        if (op.Pool is { } pool)
            pool.Make<T>().Run(Size3.Of(sizes.OutShape, 2), Size3.Of(outputs[0].Shape, 2), sums, outputs[0].BorrowForWriting<T>(), []);
    }
}
