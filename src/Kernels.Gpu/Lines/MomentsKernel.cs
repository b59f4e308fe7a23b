using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>The variance of each line, or its root: first the mean, then the squares of the distances from it.</summary>
sealed class MomentsKernel<V, T>(GpuDevice device, ReduceOp op, TensorSpec input, TensorSpec output) : ComputeKernel<T>(device, [LineShape.Moved(op, input)], [output])
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int, double, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int, double, int>>(Fold, LineGroups.Threads);

    readonly int _count = LineShape.Count(op, input);

    public override string Name => $"{op.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int lines = (int)outputs[0].ElementCount, lanes = LineGroups.Lanes(_count);
        _launch(
            Stream, LineGroups.For(lines, lanes), Operand(inputs, 0, workspace), LayoutOf(0), Result(outputs, 0, workspace), lines, _count, lanes,
            Math.Max(0, _count - op.Parameter), op.Function == Reduction.Std ? 1 : 0);
        Finish(outputs, 0, workspace);
    }

    internal static void Fold(ArrayView<T> x, KernelLayout layout, ArrayView<T> y, int lines, int count, int lanes, double divisor, int isRoot)
    {
        int line = LineGroups.Line(lanes), lane = LineGroups.Lane(lanes);
        V sum = V.Zero;
        if (line < lines)
            for (int k = lane; k < count; k += lanes)
                sum += V.Of(x[layout.At(line * count + k)]);
        V mean = LineGroups.Join<V, T, SumFold>(default, sum, lanes) / V.Broadcast(count), squares = V.Zero;
        if (line < lines)
            for (int k = lane; k < count; k += lanes)
            {
                V distance = V.Of(x[layout.At(line * count + k)]) - mean;
                squares = V.Fma(distance, distance, squares);
            }
        V variance = LineGroups.Join<V, T, SumFold>(default, squares, lanes) / V.Broadcast(divisor);
        if (lane == 0 && line < lines)
            y[line] = V.ToMemory(isRoot != 0 ? V.Sqrt(variance) : variance);
    }
}
