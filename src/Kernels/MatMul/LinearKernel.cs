using System.Numerics;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Linear maps by the reference loops.</summary>
sealed class LinearKernel<T>(Activation? then) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    public override string Name => "linear reference";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        LinearReference.Run(
            inputs[0]!.Layout, inputs[1]!.Layout,
            inputs[0]!.Borrow<T>(), inputs[1]!.Borrow<T>(), inputs[2].BorrowOrEmpty<T>(), outputs[0].BorrowForWriting<T>());
        then?.Apply(outputs[0].BorrowForWriting<T>());
    }
}
