using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>A recurrent layer by the reference loops; the workspace holds the gates of one step and what a projection starts from.</summary>
/// <param name="op">The direction and the sizes of packed steps.</param>
/// <param name="batch">How many sequences.</param>
/// <param name="hidden">Elements of a gate.</param>
sealed class RecurrentKernel<TStep, T>(RecurrentOp op, long batch, long hidden) : Kernel
    where TStep : struct, IRecurrentStep where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly long _workspace = batch == 0 ? 0 : checked(batch * RecurrentReference.WorkspacePerSequence(TStep.Gates, hidden));

    public override string Name => $"{op.Name} reference";

    public override long WorkspaceBytes => _workspace * Unsafe.SizeOf<T>();

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Span<T> h = outputs[1].BorrowForWriting<T>(), c = outputs.Length > 2 ? outputs[2].BorrowForWriting<T>() : [];
        Start(inputs[5], h);
        if (!c.IsEmpty)
            Start(inputs[6], c);
        RecurrentReference.Weights<T> weights = new()
        {
            Input = inputs[1].BorrowOrEmpty<T>(),
            Hidden = inputs[2].BorrowOrEmpty<T>(),
            InputBias = inputs[3].BorrowOrEmpty<T>(),
            HiddenBias = inputs[4].BorrowOrEmpty<T>(),
            Projection = c.IsEmpty ? [] : inputs[7].BorrowOrEmpty<T>(),
        };
        RecurrentReference.Run<TStep, T>(
            op, inputs[0]!.Layout, inputs[0]!.Borrow<T>(), weights, outputs[0].BorrowForWriting<T>(), h, c, workspace!.BorrowForWriting<T>(0, _workspace), (int)hidden);
    }

    /// <summary>The states before the first step, zeros where none are given.</summary>
    public static void Start(Tensor? initial, Span<T> state)
    {
        if (initial is null)
            state.Clear();
        else
            initial.Borrow<T>().CopyTo(state);
    }
}
