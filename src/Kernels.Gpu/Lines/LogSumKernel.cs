using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>log(sum of exp(x)) of each line; the greatest is taken out of the exponentials first, so that they do not overflow.</summary>
sealed class LogSumKernel<V, T>(GpuDevice device, ReduceOp op, TensorSpec input, TensorSpec output) : ComputeKernel<T>(device, [LineShape.Moved(op, input)], [output])
    where V : struct, ILane<V, T>
    where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int, int, int>>(Fold, LineGroups.Threads);

    readonly int _count = LineShape.Count(op, input);

    public override string Name => $"{op.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int lines = (int)outputs[0].ElementCount, lanes = LineGroups.Lanes(_count);
        _launch(Stream, LineGroups.For(lines, lanes), Operand(inputs, 0, workspace), LayoutOf(0), Result(outputs, 0, workspace), lines, _count, lanes);
        Finish(outputs, 0, workspace);
    }

    internal static void Fold(ArrayView<T> x, KernelLayout layout, ArrayView<T> y, int lines, int count, int lanes)
    {
        int line = LineGroups.Line(lanes), lane = LineGroups.Lane(lanes);
        V greatest = V.Broadcast(double.NegativeInfinity);
        if (line < lines)
            for (int k = lane; k < count; k += lanes)
                greatest = V.Max(greatest, V.Of(x[layout.At(line * count + k)]));
        greatest = LineGroups.Join<V, T, GreatestFold>(default, greatest, lanes);
        // An infinite one would be taken from itself, and NaN comes through the sum.
        V shift = V.IfEqual(greatest - greatest, V.Zero, greatest, V.Zero), sum = V.Zero;
        if (line < lines)
            for (int k = lane; k < count; k += lanes)
                sum += V.Exp(V.Of(x[layout.At(line * count + k)]) - shift);
        sum = LineGroups.Join<V, T, SumFold>(default, sum, lanes);
        if (lane == 0 && line < lines)
            y[line] = V.ToMemory(V.Log(sum) + shift);
    }
}
