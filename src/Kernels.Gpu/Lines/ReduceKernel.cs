using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Elements along some dimensions become one, read where they are: a line is what is reduced, in row-major order.</summary>
sealed class ReduceKernel<TFold, V, T>(GpuDevice device, ReduceOp op, TFold fold, TensorSpec input, TensorSpec output) : ComputeKernel<T>(device, [LineShape.Moved(op, input)], [output])
    where TFold : struct, ILineFold
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int, TFold> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int, TFold>>(Fold, LineGroups.Threads);

    readonly int _count = LineShape.Count(op, input);

    public override string Name => $"{op.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int lines = (int)outputs[0].ElementCount, lanes = LineGroups.Lanes(_count);
        _launch(Stream, LineGroups.For(lines, lanes), Operand(inputs, 0, workspace), LayoutOf(0), Result(outputs, 0, workspace), lines, _count, lanes, fold);
        Finish(outputs, 0, workspace);
    }

    internal static void Fold(ArrayView<T> x, KernelLayout layout, ArrayView<T> y, int lines, int count, int lanes, TFold fold)
    {
        int line = LineGroups.Line(lanes), lane = LineGroups.Lane(lanes);
        V folded = fold.Start<V>();
        if (line < lines)
            for (int k = lane; k < count; k += lanes)
                folded = fold.Take(folded, V.Of(x[layout.At(line * count + k)]));
        folded = LineGroups.Join<V, T, TFold>(fold, folded, lanes);
        if (lane == 0 && line < lines)
            y[line] = V.ToMemory(fold.Finish(folded, count));
    }
}
