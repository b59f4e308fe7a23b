using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>y = (x - mean[c]) * weight[c] / sqrt(variance[c] + eps) + bias[c] over dense [N, C, inner].</summary>
sealed class BatchNormKernel<V, T>(GpuDevice device, BatchNormOp op) : GpuKernel(device) where V : struct, ILane<V, T> where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, int, int, int, T> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, ArrayView<T>, int, int, int, T>>(Each, Threads.PerGroup);

    public override string Name => $"batch_norm {typeof(T).Name}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount, channels = (int)outputs[0].Shape[1], inner = OperandChecks.Product(outputs[0].Shape.AsSpan()[2..]);
        // An absent weight or bias is an empty view; a view that is never read may be any.
        _launch(
            Stream, Threads.For(count), GpuDevice.View<T>(inputs[0]!), GpuDevice.View<T>(inputs[1]!), GpuDevice.View<T>(inputs[2]!),
            GpuDevice.View<T>(inputs[3] ?? inputs[1]!), GpuDevice.View<T>(inputs[4] ?? inputs[1]!), GpuDevice.View<T>(outputs[0]),
            count, inner, channels << 2 | (inputs[3] is null ? 0 : 1) | (inputs[4] is null ? 0 : 2), V.ToMemory(V.Broadcast(op.Eps)));
    }

    internal static void Each(
        ArrayView<T> x, ArrayView<T> mean, ArrayView<T> variance, ArrayView<T> weight, ArrayView<T> bias, ArrayView<T> y, int count, int inner, int channelsAndFlags, T eps)
    {
        int i = Threads.Index;
        if (i >= count)
            return;
        int c = i / inner % (channelsAndFlags >> 2);
        V scale = V.One / V.Sqrt(V.Of(variance[c]) + V.Of(eps));
        if ((channelsAndFlags & 1) != 0)
            scale *= V.Of(weight[c]);
        V result = (V.Of(x[i]) - V.Of(mean[c])) * scale;
        if ((channelsAndFlags & 2) != 0)
            result += V.Of(bias[c]);
        y[i] = V.ToMemory(result);
    }
}
