using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>exp(x - max) / sum of exp(x - max) along one dimension, or the logarithm of it: three passes over a line, which the cache holds.</summary>
sealed class SoftmaxKernel<V, T>(GpuDevice device, SoftmaxOp op, Shape shape) : GpuKernel(device) where V : struct, ILane<V, T> where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, int, int, int, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, int, int, int, int, int>>(Normalize, LineGroups.Threads);

    readonly int _count = (int)shape[op.Dimension], _inner = OperandChecks.Product(shape.AsSpan()[(op.Dimension + 1)..]);

    public override string Name => $"{op.Name} {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int lines = (int)(outputs[0].ElementCount / _count), lanes = LineGroups.Lanes(_count);
        _launch(Stream, LineGroups.For(lines, lanes), GpuDevice.View<T>(inputs[0]!), GpuDevice.View<T>(outputs[0]), lines, _count, _inner, lanes, op.IsLog ? 1 : 0);
    }

    internal static void Normalize(ArrayView<T> x, ArrayView<T> y, int lines, int count, int inner, int lanes, int isLog)
    {
        int line = LineGroups.Line(lanes), lane = LineGroups.Lane(lanes), outer = line / inner, start = outer * count * inner + (line - outer * inner);
        int mine = line < lines ? count : 0;
        V greatest = V.Broadcast(double.NegativeInfinity), sum = V.Zero;
        for (int k = lane; k < mine; k += lanes)
            greatest = V.Max(greatest, V.Of(x[start + k * inner]));
        greatest = LineGroups.Join<V, T, GreatestFold>(default, greatest, lanes);
        for (int k = lane; k < mine; k += lanes)
            sum += V.Exp(V.Of(x[start + k * inner]) - greatest);
        sum = LineGroups.Join<V, T, SumFold>(default, sum, lanes);
        V logSum = V.Log(sum);
        for (int k = lane; k < mine; k += lanes)
        {
            V shifted = V.Of(x[start + k * inner]) - greatest;
            y[start + k * inner] = V.ToMemory(isLog != 0 ? shifted - logSum : V.Exp(shifted) / sum);
        }
    }
}
