using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Runs a function over dense elements.</summary>
sealed class UnaryKernel<TFunction, T>(TFunction function) : Kernel
    where TFunction : struct, IUnaryFunction
    where T : unmanaged
{
    public override string Name => $"{TFunction.Name} {typeof(T).Name}";

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        (Tensor x, Tensor y) = (inputs[0]!, outputs[0]);
        UnaryLoop.Run(function, x.Storage.Borrow<T>(x.Layout.Offset, x.ElementCount), y.Storage.BorrowForWriting<T>(y.Layout.Offset, y.ElementCount));
    }
}
