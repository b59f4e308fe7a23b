using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Softmax of a dense tensor by the reference loops.</summary>
sealed class SoftmaxKernel<T> : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly long _count, _inner;

    public SoftmaxKernel(Shape shape, int dimension)
    {
        _count = shape[dimension];
        _inner = 1;
        for (int i = dimension + 1; i < shape.Rank; i++)
            _inner = unchecked(_inner * shape[i]);
        WorkspaceBytes = shape.ElementCount == 0 || _inner == 1 ? 0 : _inner * Unsafe.SizeOf<T>();
    }

    public override string Name => "softmax reference";

    public override long WorkspaceBytes { get; }

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        SoftmaxReference.Run(
            (int)_count, (int)_inner, inputs[0]!.Borrow<T>(), outputs[0].BorrowForWriting<T>(),
            workspace is null ? [] : workspace.BorrowForWriting<T>(0, _inner));
}
