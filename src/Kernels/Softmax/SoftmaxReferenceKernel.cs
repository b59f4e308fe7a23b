using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>Softmax of a dense tensor by the reference loops.</summary>
sealed class SoftmaxReferenceKernel<T> : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly SoftmaxOp _op;
    readonly long _count, _inner;

    public SoftmaxReferenceKernel(SoftmaxOp op, Shape shape)
    {
        _op = op;
        _count = shape[op.Dimension];
        _inner = 1;
        for (int i = op.Dimension + 1; i < shape.Rank; i++)
            _inner = unchecked(_inner * shape[i]);
        WorkspaceBytes = shape.ElementCount == 0 || _inner == 1 ? 0 : _inner * Unsafe.SizeOf<T>();
    }

    public override string Name => $"{_op.Name} reference";

    public override long WorkspaceBytes { get; }

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        SoftmaxReference.Run(
            _op.IsLog, (int)_count, (int)_inner, inputs[0]!.Borrow<T>(), outputs[0].BorrowForWriting<T>(),
            workspace is null ? [] : workspace.BorrowForWriting<T>(0, _inner));
}
