using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Running sums or products along one dimension: a thread takes a line, neighbours take neighbouring lines.</summary>
sealed class ScanKernel<V, T> : ComputeKernel<T> where V : struct, ILane<V, T> where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int, int> _launch;
    readonly ScanOp _op;
    readonly int _count, _inner;

    public ScanKernel(GpuDevice device, ScanOp op, TensorSpec input, TensorSpec output) : base(device, [input], [output])
    {
        (_op, _count, _inner) = (op, (int)input.Shape[op.Dimension], OperandChecks.Product(input.Shape.AsSpan()[(op.Dimension + 1)..]));
        _launch = device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int, int>>(Line, Threads.PerGroup);
    }

    public override string Name => $"{_op.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int lines = (int)(outputs[0].ElementCount / _count);
        _launch(Stream, Threads.For(lines), Operand(inputs, 0, workspace), LayoutOf(0), Result(outputs, 0, workspace), lines, _count, _inner, _op.Product ? 1 : 0);
        Finish(outputs, 0, workspace);
    }

    internal static void Line(ArrayView<T> x, KernelLayout layout, ArrayView<T> y, int lines, int count, int inner, int isProduct)
    {
        int line = Threads.Index;
        if (line >= lines)
            return;
        int outer = line / inner, at = outer * count * inner + (line - outer * inner);
        V running = isProduct != 0 ? V.One : V.Zero;
        for (int k = 0; k < count; k++, at += inner)
        {
            V next = V.Of(x[layout.At(at)]);
            running = isProduct != 0 ? running * next : running + next;
            y[at] = V.ToMemory(running);
        }
    }
}
