using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>out[…, i, …] = in[…, index[…, i, …], …] for input and index of any layout, elements of which only the size matters.</summary>
sealed class GatherKernel<T>(GpuDevice device, GatherOp op, TensorSpec input, TensorSpec index) : GpuKernel(device) where T : unmanaged
{
    readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<long>, KernelLayout, ArrayView<T>, ArrayView<long>, int, int, int, int> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<long>, KernelLayout, ArrayView<T>, ArrayView<long>, int, int, int, int>>(Each, Threads.PerGroup);

    // Along the dimension the index says where to go, so the input is read as if it had no step there.
    readonly KernelLayout _inputLayout = KernelLayout.Of(Still(op, input, index))!.Value, _indexLayout = KernelLayout.Of(index.Layout)!.Value;
    readonly int _stride = checked((int)input.Layout.Strides[op.Dimension]), _size = checked((int)input.Shape[op.Dimension]);
    readonly int _source = device.Faults.Register("gather", $"is outside dimension {op.Dimension} of {input.Shape}, which has {input.Shape[op.Dimension]} positions");

    public override string Name => $"gather {Interop.SizeOf<T>()} bytes";

    /// <summary>The input's layout over the index's shape, standing still along the dimension.</summary>
    public static Layout Still(GatherOp op, TensorSpec input, TensorSpec index)
    {
        long[] strides = [.. input.Layout.Strides];
        strides[op.Dimension] = 0;
        return Layout.Strided(index.Shape, strides);
    }

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace)
    {
        int count = (int)outputs[0].ElementCount;
        _launch(
            Stream, Threads.For(count), GpuDevice.View<T>(inputs[0]!), _inputLayout, GpuDevice.View<long>(inputs[1]!), _indexLayout, GpuDevice.View<T>(outputs[0]), Device.Faults.Note,
            count, _stride, _size, _source);
    }

    internal static void Each(
        ArrayView<T> x, KernelLayout xLayout, ArrayView<long> index, KernelLayout indexLayout, ArrayView<T> y, ArrayView<long> note, int count, int stride, int size, int source)
    {
        int i = Threads.Index;
        if (i >= count)
            return;
        long k = index[indexLayout.At(i)];
        if (k < 0 || k >= size)
            GpuFaults.Report(note, source, k);
        else
            y[i] = x[xLayout.At(i) + (int)k * stride];
    }
}
