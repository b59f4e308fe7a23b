using System.Numerics;
using System.Runtime.CompilerServices;
using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>A long short-term memory by the reference loops; the workspace holds the gates of one step.</summary>
sealed class LstmKernel<T>(LstmOp op, Shape output) : Kernel where T : unmanaged, IFloatingPointIeee754<T>
{
    readonly long _gates = output.ElementCount == 0 ? 0 : checked(output[1] * output[2] * 4);

    public override string Name => "lstm reference";

    public override long WorkspaceBytes => _gates * Unsafe.SizeOf<T>();

    public override void Run(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        Span<T> h = outputs[1].BorrowForWriting<T>(), c = outputs[2].BorrowForWriting<T>();
        Start(inputs[5], h);
        Start(inputs[6], c);
        LstmReference.Weights<T> weights = new()
        {
            Input = inputs[1].BorrowOrEmpty<T>(),
            Hidden = inputs[2].BorrowOrEmpty<T>(),
            InputBias = inputs[3].BorrowOrEmpty<T>(),
            HiddenBias = inputs[4].BorrowOrEmpty<T>(),
        };
        LstmReference.Run(op, inputs[0]!.Layout, inputs[0]!.Borrow<T>(), weights, outputs[0].BorrowForWriting<T>(), h, c, workspace!.BorrowForWriting<T>(0, _gates));
    }

    static void Start(Tensor? initial, Span<T> state)
    {
        if (initial is null)
            state.Clear();
        else
            initial.Borrow<T>().CopyTo(state);
    }
}
